import { createHash } from 'node:crypto'
import { HOUR_MS, type TimeSpan } from '../../core/time-span.ts'
import { ROLL_UP_LAYOUTS } from '../../flows/store/roll-up-tables.ts'
import type { ExtractOptions } from './extract-options.ts'

/** To be raised with every change of what a roll-up's row means: the flows still held are folded anew. */
const RULES_VERSION = 3

/**
 * What the roll-ups depend on besides the flows: the rules of this version, and whose traffic is evidence.
 * Rows made by other rules are not read.
 */
export function foldRules(
  options: Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'>,
): string {
  const text = JSON.stringify([
    RULES_VERSION,
    [...ROLL_UP_LAYOUTS.values()],
    [...options.subscriberPrefixes].sort(),
    [...options.upstreamInterfaces].sort((a, b) => a - b),
  ])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** First and last hour (since the epoch) of a window; roll-ups know whole hours only. */
export function hoursOf(window: TimeSpan | 'all'): { first: number; last: number } {
  if (window === 'all') return { first: -(2 ** 31), last: 2 ** 31 - 1 }
  return {
    first: Math.floor(window.startMs / HOUR_MS),
    last: Math.ceil(window.endMs / HOUR_MS) - 1,
  }
}
