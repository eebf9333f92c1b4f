import { createHmac } from 'node:crypto'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Warning } from '../warning/warning.ts'
import { parseWholeHour, wholeHour } from '../warning/whole-time.ts'

/**
 * One bit for each member and lease, which nobody without the hub's secret can foresee.
 */
function bitOf(secret: Uint8Array, memberId: string, warning: Warning): boolean {
  const mac = createHmac('sha256', secret)
  mac.update(`${memberId} ${warning.id} ${warning.validFrom}`)
  return (mac.digest()[0]! & 1) === 1
}

/**
 * A member's own copy of a warning: for about half of all leases, another half for each member, the end is an
 * hour earlier. Nobody is harmed, since a lease is only ever shortened; a list that appears where it should
 * not tells whose it was. Two members who compare copies see that they differ, and what they took out still
 * holds for the rest.
 */
export function watermarked(warning: Warning, memberId: string, secret: Uint8Array): Warning {
  if (!isShortened(warning, memberId, secret)) return warning
  return { ...warning, validUntil: wholeHour(parseWholeHour(warning.validUntil)! - HOUR_MS) }
}

/** Whether this member's copy ends an hour earlier. */
export function isShortened(warning: Warning, memberId: string, secret: Uint8Array): boolean {
  const lastsMs = parseWholeHour(warning.validUntil)! - parseWholeHour(warning.validFrom)!
  return lastsMs >= 2 * HOUR_MS && bitOf(secret, memberId, warning)
}

export type Suspicion = {
  readonly memberId: string
  /** Of the leaked warnings that tell anything, how many are as this member had them. */
  readonly matching: number
  readonly telling: number
  /** The chance that so many match by accident, for a member that had nothing to do with it. */
  readonly chance: number
}

/**
 * Whose copy a leaked list is, most suspicious first.
 * @param original the hub's own word on an endpoint, at the version that leaked
 */
export function traceLeak(
  leaked: readonly Pick<Warning, 'id' | 'validUntil'>[],
  original: (id: string) => Warning | undefined,
  memberIds: readonly string[],
  secret: Uint8Array,
): Suspicion[] {
  const pairs = leaked.flatMap((each) => {
    const listed = original(each.id)
    return listed ? [{ listed, validUntil: each.validUntil }] : []
  })
  const suspicions = memberIds.map((memberId) => {
    const telling = pairs.filter(
      ({ listed, validUntil }) =>
        validUntil === listed.validUntil ||
        validUntil === wholeHour(parseWholeHour(listed.validUntil)! - HOUR_MS),
    )
    const matching = telling.filter(
      ({ listed, validUntil }) => watermarked(listed, memberId, secret).validUntil === validUntil,
    ).length
    return {
      memberId,
      matching,
      telling: telling.length,
      chance: chanceOf(matching, telling.length),
    }
  })
  return suspicions.sort((a, b) => a.chance - b.chance || (a.memberId < b.memberId ? -1 : 1))
}

/** The upper tail of a fair coin: at least `matching` of `count`. */
function chanceOf(matching: number, count: number): number {
  let logTerm = -count * Math.LN2
  let total = 0
  for (let heads = 0; heads <= count; heads++) {
    if (heads >= matching) total += Math.exp(logTerm)
    logTerm += Math.log(count - heads) - Math.log(heads + 1)
  }
  return Math.min(1, total)
}
