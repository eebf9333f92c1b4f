import { randomBytes } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { Random } from '../core/random.ts'

/** The real clock and the real dice: the only ones in the program. */
export const systemClock: Clock = { nowMs: () => Date.now() }

export const systemRandom: Random = { next: () => Math.random() }

/** Octets that nobody can foresee, for secrets. */
export const drawOctets = (count: number): Uint8Array => randomBytes(count)

/** Tells this process's spool segments from those of any other: 8 hexadecimal digits. */
export function newWriterId(): string {
  return randomBytes(4).toString('hex')
}
