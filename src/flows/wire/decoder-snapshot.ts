/**
 * What exporters announced, in a form that survives a restart. Without it, data of the first minutes
 * after each restart would have no template and no sampling interval.
 *
 * Templates are kept as the octets that announced them and restored through the same reader, so that
 * a damaged or forged file can do no more than a datagram.
 */
import type { DomainState } from './session/domain-state.ts'
import type { ExporterStates } from './session/exporter-state.ts'
import type { DecoderLimits } from './session/limits.ts'
import { Message } from './session/message.ts'
import {
  type DecoderSnapshot,
  type DomainSnapshot,
  IPFIX,
  isDomain,
  isIdOrNull,
  isObject,
  isTemplate,
  isUint32,
  listOf,
  NETFLOW9,
  PORT_MAX,
  type RestoreCounts,
  SNAPSHOT_VERSION,
  type TemplateSnapshot,
} from './snapshot-shape.ts'
import type { TemplateFactory } from './template/template-factory.ts'
import { readTemplateSet } from './template/template-set.ts'

export function takeSnapshot(states: ExporterStates): DecoderSnapshot {
  const domains: DomainSnapshot[] = []
  for (const { exporter, domain } of states.all()) {
    const templates = [...domain.templates.announced()]
      .filter(({ port }) => port <= PORT_MAX)
      .map(({ port, touchedAtMs, template }) => ({
        port,
        isOptions: template.content.kind === 'options',
        touchedAtMs,
        octets: Buffer.from(template.announcement).toString('base64'),
      }))
    const sampling = domain.sampling
      .statements()
      .map((said) => [said.selector ?? null, said.interfaceIndex ?? null, said.interval] as const)
    if (templates.length === 0 && sampling.length === 0) continue
    domains.push({
      exporter: Buffer.from(exporter).toString('hex'),
      kind: domain.kind,
      id: domain.id,
      systemInitMs: domain.systemInitMs ?? null,
      sampling,
      templates,
    })
  }
  return { version: SNAPSHOT_VERSION, domains }
}

export function restoreSnapshot(
  snapshot: unknown,
  nowMs: number,
  states: ExporterStates,
  factory: TemplateFactory,
  limits: DecoderLimits,
): RestoreCounts {
  const counts = { templates: 0, refused: 0 }
  if (!isObject(snapshot) || snapshot['version'] !== SNAPSHOT_VERSION)
    return { templates: 0, refused: 1 }
  for (const entry of listOf(snapshot['domains'])) {
    if (!isDomain(entry)) {
      counts.refused += 1
      continue
    }
    const { domain, message } = beginDomain(entry, nowMs, states)
    restoreSampling(entry, domain, counts)
    for (const template of entry.templates) {
      domain.exporter.work.forgive()
      if (!isTemplate(template)) counts.refused += 1
      else if (nowMs - template.touchedAtMs <= limits.templateIdleMs)
        restoreTemplate(template, message, domain, nowMs, factory, counts)
    }
    states.settle(message, domain)
    domain.exporter.work.forgive()
  }
  return counts
}

function restoreTemplate(
  template: TemplateSnapshot,
  message: Message,
  domain: DomainState,
  nowMs: number,
  factory: TemplateFactory,
  counts: { templates: number; refused: number },
): void {
  const octets = Buffer.from(template.octets, 'base64')
  const session = { ...message.session, port: template.port }
  const refusedBefore = counts.refused
  message.begin(octets, session, Math.min(template.touchedAtMs, nowMs), NO_SINK, {
    refused: (_code, count) => {
      counts.refused += count
    },
  })
  const version = domain.kind === NETFLOW9 ? 9 : 10
  const { isOptions } = template
  readTemplateSet(message, domain, factory, { version, isOptions }, 0, octets.length)
  if (counts.refused === refusedBefore) counts.templates += 1
}

function beginDomain(entry: DomainSnapshot, nowMs: number, states: ExporterStates) {
  const message = new Message()
  const exporter = Uint8Array.from(Buffer.from(entry.exporter, 'hex'))
  message.begin(new Uint8Array(0), { exporter, port: 0 }, nowMs, NO_SINK, { refused: () => {} })
  const domain = states.domain(message, entry.kind === NETFLOW9 ? NETFLOW9 : IPFIX, entry.id)
  domain.systemInitMs ??= entry.systemInitMs ?? undefined
  return { message, domain }
}

function restoreSampling(
  entry: DomainSnapshot,
  domain: DomainState,
  counts: { refused: number },
): void {
  for (const statement of entry.sampling) {
    if (!Array.isArray(statement) || statement.length !== 3) counts.refused += 1
    else {
      const [selector, interfaceIndex, interval] = statement
      if (
        !isIdOrNull(selector) ||
        !isIdOrNull(interfaceIndex) ||
        !isUint32(interval) ||
        interval < 1
      )
        counts.refused += 1
      else
        domain.learnSampling({
          interval,
          selector: selector ?? undefined,
          interfaceIndex: interfaceIndex ?? undefined,
        })
    }
  }
}

const NO_SINK = {
  batch: () => {
    throw new Error('a snapshot holds no records')
  },
}
