import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { NoroshiError } from '../../core/error.ts'
import { HubError } from '../../gate/hub/errors.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import type { Member, MemberProfile } from '../../gate/hub/member.ts'
import type { Invitation } from '../../gate/hub/members.ts'
import type { KeptReceipt } from '../../gate/hub/receipts/receipts.ts'
import { HUB_COMMAND, remoteCall, withDesk } from './with-desk.ts'

/** What the association's operator does, wherever the hub is open. Whoever may open the directory is one. */
export type HubDesk = {
  list(): Promise<readonly MemberRow[]>
  show(id: string): Promise<MemberRow>
  add(id: string, profile: MemberProfile): Promise<Invitation>
  invite(id: string): Promise<Invitation>
  suspend(id: string, reason: string): Promise<null>
  resume(id: string, reason: string): Promise<null>
  makeToken(id: string, face: string, days: number): Promise<string>
  ledger(): Promise<readonly LedgerRow[]>
  /** The newest thousand. */
  receipts(): Promise<readonly KeptReceipt[]>
  forget(warningId: string): Promise<number>
  trace(warningId: string): Promise<string | null>
  /** A way into the console, for a person or for a first administrator. Throws HUB_CONSOLE_OFF. */
  consoleLink(personId: string | null): Promise<{ url: string; expiresAtMs: number }>
}

export type MemberRow = Member & {
  readonly holds: number | null
  readonly enforces: number | null
  readonly contactAtMs: number | null
}

export type LedgerRow = {
  readonly warningId: string
  readonly withdrawnAtMs: number
  readonly sequence: number
  readonly members: readonly string[]
}

const ACTOR = 'operator'
const RECEIPT_COUNT_MAX = 1_000
const BODY_OCTETS_MAX = 4 * 1024 * 1024

/** @param makeLink where a console runs beside the hub */
export function deskOf(hub: Hub, makeLink?: HubDesk['consoleLink']): HubDesk {
  const rows = async (): Promise<MemberRow[]> => {
    const positions = await hub.ledger.positions()
    return (await hub.members.list()).map((member) => {
      const position = positions.get(member.id)
      return {
        ...member,
        holds: position?.holds ?? null,
        enforces: position?.enforces ?? null,
        contactAtMs: position?.contactAtMs ?? null,
      }
    })
  }
  return {
    list: rows,
    show: async (id) => {
      await hub.members.get(id)
      return (await rows()).find((row) => row.id === id)!
    },
    add: (id, profile) => hub.members.add(id, profile, ACTOR),
    invite: (id) => hub.members.invite(id, ACTOR),
    suspend: async (id, reason) => {
      await hub.suspend(id, reason, ACTOR)
      return null
    },
    resume: async (id, reason) => {
      await hub.resume(id, reason, ACTOR)
      return null
    },
    makeToken: (id, face, days) => hub.tokens.make(id, face, days, ACTOR),
    ledger: async () =>
      (await hub.ledger.unsettled()).map(({ warning, withdrawnAtMs, sequence, members }) => ({
        warningId: warning.id,
        withdrawnAtMs,
        sequence,
        members: members.map(({ id }) => id),
      })),
    receipts: () => hub.receipts.latest(RECEIPT_COUNT_MAX),
    forget: (warningId) => hub.log.forget(warningId, ACTOR),
    trace: async (warningId) => (await hub.canaries?.trace(warningId)) ?? null,
    consoleLink:
      makeLink ??
      (async () => {
        throw new HubError('HUB_CONSOLE_OFF', 'no console runs: start the hub with --console-port')
      }),
  }
}

/** Through the running hub when there is one, else on the database itself. */
export const withHubDesk = <Result>(
  dataPath: string,
  use: (desk: HubDesk) => Promise<Result>,
): Promise<Result> =>
  withDesk(dataPath, { remote: remoteDesk, here: (open) => deskOf(open.hub) }, use)

function remoteDesk(socket: string): HubDesk {
  const call = (method: keyof HubDesk) => remoteCall(socket, method)
  return {
    list: call('list'),
    show: call('show'),
    add: call('add'),
    invite: call('invite'),
    suspend: call('suspend'),
    resume: call('resume'),
    makeToken: call('makeToken'),
    ledger: call('ledger'),
    receipts: call('receipts'),
    forget: call('forget'),
    trace: call('trace'),
    consoleLink: call('consoleLink'),
  }
}

/** The other end of `remoteCall`, on the socket in the hub's directory. */
export function deskListener(desk: object): RequestListener {
  return (request, response) => {
    answer(desk, request).then(
      (value) => send(response, 200, value),
      (error: unknown) => {
        const code = error instanceof NoroshiError ? error.code : 'INTERNAL'
        send(response, 400, { code, message: { en: (error as Error).message } })
      },
    )
  }
}

async function answer(desk: object, request: IncomingMessage): Promise<unknown> {
  const method = (request.url ?? '').replace('/control/', '')
  if (method === 'status') return { command: HUB_COMMAND, pid: process.pid }
  if (request.method !== 'POST' || !Object.hasOwn(desk, method))
    throw new Error('the hub knows no such command')
  const chunks: Buffer[] = []
  let octetCount = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    octetCount += chunk.length
    if (octetCount > BODY_OCTETS_MAX) throw new Error('the command is too long')
    chunks.push(chunk)
  }
  const { parameters } = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const acts = desk as Record<string, (...given: unknown[]) => Promise<unknown>>
  return { result: await acts[method]!(...parameters) }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
