import { createServer, type Server } from 'node:http'
import { Gauge, Registry } from 'prom-client'
import type { HubStatus } from './hub-status.ts'

const STALE_MS = 5_000

/** Figures of the hub for Prometheus, at `/metrics` of a port of loopback; counts only, of nobody. */
export function hubMetricsServer(read: () => Promise<HubStatus>, nowMs: () => number): Server {
  const registry = new Registry()
  let status: HubStatus | undefined
  let readAtMs = Number.NEGATIVE_INFINITY
  // Looked at once for all gauges, and not for each of many who ask at once.
  const fresh = async (): Promise<void> => {
    if (nowMs() - readAtMs < STALE_MS) return
    readAtMs = nowMs()
    status = await read()
  }
  for (const [name, help, figureOf] of FIGURES)
    new Gauge({
      name: `noroshi_association_${name}`,
      help,
      registers: [registry],
      collect() {
        if (status) this.set(figureOf(status))
      },
    })
  new Gauge({
    name: 'noroshi_association_warnings',
    help: 'Warnings of the list by status',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [word, count] of Object.entries(status?.warnings ?? {}))
        this.set({ status: word }, count)
    },
  })
  return createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      await fresh()
      response.writeHead(200, { 'content-type': registry.contentType })
      response.end(await registry.metrics())
    } catch {
      response.writeHead(503).end()
    }
  })
}

const FIGURES: readonly (readonly [string, string, (status: HubStatus) => number])[] = [
  ['list_version', 'Number of the newest change of the list', ({ version }) => version],
  ['members_receiving', 'Members that are given the list', ({ members }) => members.receiving],
  ['members_reached', 'Of these, who was heard of lately', ({ members }) => members.reached],
  ['members_behind', 'Members that do not act on what they hold', ({ members }) => members.behind],
  [
    'withdrawals_unsettled',
    'Withdrawals that somebody may still act against',
    ({ ledger }) => ledger.withdrawals,
  ],
  ['withdrawals_members', 'Members on the ledger of withdrawals', ({ ledger }) => ledger.members],
  ['disputes_open', 'Disputes that are heard', ({ disputes }) => disputes.open],
  ['disputes_overdue', 'Disputes past their promise', ({ disputes }) => disputes.overdue],
  ['disputes_suspended', 'Warnings that a dispute suspends', ({ disputes }) => disputes.suspended],
  ['log_waiting', 'Entries of the log that wait for a checkpoint', ({ log }) => log.waiting],
  [
    'alarms_bulk_download',
    'Alarms of the last days: the whole list taken again and again',
    ({ alarms }) => alarms.bulkDownloads,
  ],
  [
    'alarms_canary',
    'Alarms of the last days: canaries that came back',
    ({ alarms }) => alarms.canaries,
  ],
]
