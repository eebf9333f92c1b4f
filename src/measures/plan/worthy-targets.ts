import {
  isInForce,
  isWithdrawn,
  WARNING_BANDS,
  type Warning,
  type WarningBand,
} from '../../gate/warning/warning.ts'
import { targetKey } from '../block/target.ts'
import type { NamedHost } from './entries.ts'
import type { LeftOut, LeftOutReason } from './left-out.ts'
import type { Overrides } from './override.ts'
import { byPriority, type PlanTarget } from './rank.ts'
import { endpointTarget, nameTarget } from './targets.ts'

export type TargetSources = {
  /** Of all origins: own cases, and what hubs say. */
  readonly warnings: readonly Warning[]
  readonly names: readonly NamedHost[]
  readonly overrides: Overrides
  /** By target key, why. */
  readonly knownGood: ReadonlyMap<string, string>
  /** By target key. */
  readonly subscribers: ReadonlyMap<string, number>
  readonly bandMin: WarningBand
}

export type WorthyTargets = {
  /** In the order of their priority. */
  readonly targets: readonly PlanTarget[]
  readonly leftOut: readonly LeftOut[]
}

/** What may be blocked at all, before anybody asks for whom and where. */
export function worthyTargets(sources: TargetSources, nowMs: number): WorthyTargets {
  const found = new Map<string, PlanTarget>()
  const refused = new Map<string, LeftOutReason>()
  const refuse = (key: string, reason: LeftOutReason): void => {
    // Of two origins that differ the cautious one counts, for good.
    if (STRONG.has(reason) || !refused.has(key)) refused.set(key, reason)
  }
  for (const warning of sources.warnings) {
    const target = endpointTarget(warning)
    const key = targetKey(target)
    const reason = objectionTo(warning, sources.bandMin, nowMs)
    if (reason !== null) {
      refuse(key, reason)
      continue
    }
    const before = found.get(key)
    const next: PlanTarget = {
      key,
      target,
      band: warning.band,
      kind: warning.kind,
      sinceMs: Date.parse(warning.validFrom),
      subscribers: sources.subscribers.get(key) ?? null,
    }
    if (!before || byPriority(next, before) < 0) found.set(key, next)
  }
  for (const host of sources.names) {
    const target = nameTarget(host)
    const key = targetKey(target)
    const { sinceMs } = host
    if (host.untilMs <= nowMs) {
      refuse(key, 'entry-ended')
      continue
    }
    const subscribers = sources.subscribers.get(key) ?? null
    found.set(key, { key, target, band: null, kind: null, sinceMs, subscribers })
  }
  for (const { key, target } of found.values())
    if (sources.overrides.cover(target)) refused.set(key, 'override')
    else if (sources.knownGood.has(key)) refused.set(key, 'known-good')
    else if (!STRONG.has(refused.get(key) ?? 'unnamed')) refused.delete(key)
  return {
    targets: [...found.values()].filter(({ key }) => !refused.has(key)).sort(byPriority),
    leftOut: [...refused].map(([key, reason]) => ({ key, plane: null, reason })),
  }
}

/** Reasons of one origin that hold against the word of every other. */
const STRONG: ReadonlySet<LeftOutReason> = new Set([
  'disputed',
  'taken-back',
  'sinkhole',
  'override',
  'known-good',
])

function objectionTo(warning: Warning, bandMin: WarningBand, nowMs: number): LeftOutReason | null {
  if (isWithdrawn(warning)) return 'taken-back'
  if (warning.status === 'disputed') return 'disputed'
  if (!isInForce(warning, nowMs) || nowMs < Date.parse(warning.validFrom)) return 'not-in-force'
  if (!warning.uses.includes('block-with-consent')) return 'use-not-allowed'
  if (warning.kind === 'sinkhole') return 'sinkhole'
  if (WARNING_BANDS.indexOf(warning.band) < WARNING_BANDS.indexOf(bandMin)) return 'band-too-low'
  return null
}
