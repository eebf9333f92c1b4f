import { ENDPOINT_KINDS, type EndpointKind } from '../../core/endpoint-kind.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import {
  isInForce,
  isWithdrawn,
  WARNING_BANDS,
  WARNING_USES,
  type Warning,
  type WarningBand,
  type WarningStatus,
} from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'

/** What one member says of an endpoint at present. */
export type Voice = {
  /** The group of companies it belongs to. */
  readonly group: string
  readonly warning: Warning
  readonly receivedAtMs: number
}

/**
 * What the association itself says of an endpoint, because an owner is being heard (`disputed`) or was found
 * right (`released`). It holds against every voice.
 */
export type Ruling = 'disputed' | 'released'

/** No lease is renewed beyond this; then the endpoint begins anew, with new evidence (as in the registry). */
const HELD_MS_MAX = 90 * DAY_MS

/**
 * What the hub says of an endpoint, given what members say. `undefined` when nothing is to be said: what
 * nobody ever warned of, or what was withdrawn in this very hour and can begin again only in the next.
 *
 * - Whoever warns is hidden: nothing in the result tells how many or who.
 * - From `agreeing` independent groups on, the band is one step higher than any of them says.
 * - A release (an owner was heard and found right) silences those who spoke before it, until they say again
 *   that they stand by it.
 * - A ruling of the association holds whatever anybody says.
 * - When the last voice falls silent, the hub says why: the end of the voice that ended last.
 */
export function agree(
  held: Warning | undefined,
  voices: readonly Voice[],
  agreeing: number,
  nowMs: number,
  ruling?: Ruling,
): Warning | undefined {
  const next =
    ruling === 'released'
      ? release(held)
      : suspendUnder(ruling, ofVoices(held, voices, agreeing, nowMs))
  if (!next || (held && isSame(held, next))) return held
  return { ...next, version: (held?.version ?? 0) + 1 }
}

function ofVoices(
  held: Warning | undefined,
  voices: readonly Voice[],
  agreeing: number,
  nowMs: number,
): Warning | undefined {
  const standing = voices.filter(({ warning }) => isStanding(warning, nowMs))
  return standing.length > 0
    ? speak(held, voices, standing, agreeing, nowMs)
    : fallSilent(held, voices, nowMs)
}

/** What ended otherwise stays as it ended, and nothing begins anew. */
function release(held: Warning | undefined): Warning | undefined {
  const isRunning = held?.status === 'active' || held?.status === 'disputed'
  return isRunning ? { ...held, status: 'released' } : undefined
}

const suspendUnder = (
  ruling: 'disputed' | undefined,
  next: Warning | undefined,
): Warning | undefined => (ruling && next?.status === 'active' ? { ...next, status: ruling } : next)

function speak(
  held: Warning | undefined,
  voices: readonly Voice[],
  standing: readonly Voice[],
  agreeing: number,
  nowMs: number,
): Warning | undefined {
  const [{ warning: first }] = standing as readonly [Voice, ...Voice[]]
  const validFrom = continues(held, nowMs) ? held!.validFrom : wholeHour(nowMs)
  if (held && isWithdrawn(held) && validFrom <= held.validFrom) return undefined
  const endMs = Math.max(...standing.map(({ warning }) => Date.parse(warning.validUntil)))
  const boundMs = Date.parse(validFrom) + HELD_MS_MAX
  return {
    id: first.id,
    address: first.address,
    protocol: first.protocol,
    port: first.port,
    kind: kindOf(standing),
    band: bandOf(standing, agreeing),
    validFrom,
    validUntil: wholeHour(Math.max(Math.min(endMs, boundMs), Date.parse(validFrom) + HOUR_MS)),
    status: statusOf(voices, standing, nowMs),
    uses: WARNING_USES.filter((use) => standing.some(({ warning }) => warning.uses.includes(use))),
    version: 1,
  }
}

function fallSilent(
  held: Warning | undefined,
  voices: readonly Voice[],
  nowMs: number,
): Warning | undefined {
  if (!held || isWithdrawn(held) || held.status === 'expired') return undefined
  const ends = voices.filter(({ warning }) => isWithdrawn(warning))
  const last = ends.toSorted((a, b) => b.receivedAtMs - a.receivedAtMs)[0]
  if (last) return { ...held, status: last.warning.status }
  if (Date.parse(held.validUntil) <= nowMs) return { ...held, status: 'expired' }
  // Every voice ran out or was taken from the hub (a suspended member): nobody stands for it any more.
  return { ...held, status: voices.length === 0 ? 'retracted' : 'expired' }
}

/** A lease goes on while it runs and was not withdrawn. */
const continues = (held: Warning | undefined, nowMs: number): boolean =>
  held !== undefined &&
  !isWithdrawn(held) &&
  held.status !== 'expired' &&
  nowMs < Date.parse(held.validUntil)

/** Somebody who disputes its own warning still speaks of it: the hub then says "disputed" and not nothing. */
export const isStanding = (warning: Warning, nowMs: number): boolean =>
  isInForce(
    { ...warning, status: warning.status === 'disputed' ? 'active' : warning.status },
    nowMs,
  )

function statusOf(
  voices: readonly Voice[],
  standing: readonly Voice[],
  nowMs: number,
): WarningStatus {
  const releases = voices.filter(
    ({ warning }) => warning.status === 'released' && nowMs < Date.parse(warning.validUntil),
  )
  const releasedAtMs = Math.max(0, ...releases.map(({ receivedAtMs }) => receivedAtMs))
  const affirming = standing.filter(({ receivedAtMs }) => receivedAtMs > releasedAtMs)
  const isDisputed = standing.some(({ warning }) => warning.status === 'disputed')
  return isDisputed || affirming.length === 0 ? 'disputed' : 'active'
}

function bandOf(standing: readonly Voice[], agreeing: number): WarningBand {
  const highest = Math.max(...standing.map(({ warning }) => WARNING_BANDS.indexOf(warning.band)))
  const groups = new Set(standing.map(({ group }) => group)).size
  const step = groups >= agreeing ? 1 : 0
  return WARNING_BANDS[Math.min(highest + step, WARNING_BANDS.length - 1)]!
}

/** What most say; of equally many, what the glossary names first. "Unknown" only when nobody knows. */
function kindOf(standing: readonly Voice[]): EndpointKind {
  const count = (kind: EndpointKind) =>
    standing.filter(({ warning }) => warning.kind === kind).length
  const known = ENDPOINT_KINDS.filter((kind) => kind !== 'unknown' && count(kind) > 0)
  return known.toSorted((a, b) => count(b) - count(a))[0] ?? 'unknown'
}

const isSame = (a: Warning, b: Warning): boolean =>
  a.kind === b.kind &&
  a.band === b.band &&
  a.validFrom === b.validFrom &&
  a.validUntil === b.validUntil &&
  a.status === b.status &&
  a.uses.join() === b.uses.join()
