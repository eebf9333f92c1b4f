import type { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { logUniform } from '../traffic/draw.ts'
import type { Command } from './botnet.ts'

/** Between order and deed lie 1 to 72 hours (NIST TN 2111 finds 30 to 60 most telling). */
const DELAY_HOURS = [1, 72] as const
const GAP_HOURS = [4, 24] as const

/** Orders from three days before the run to its end, so that what was ordered earlier happens too. */
export function drawCommands(random: SeededRandom, hours: number): readonly Command[] {
  const commands: Command[] = []
  let givenAfterMs = -DELAY_HOURS[1] * HOUR_MS
  for (;;) {
    givenAfterMs += logUniform(random, GAP_HOURS) * HOUR_MS
    if (givenAfterMs > hours * HOUR_MS) return commands
    const delayMs = logUniform(random, DELAY_HOURS) * HOUR_MS
    commands.push({ givenAfterMs, actedAfterMs: givenAfterMs + delayMs })
  }
}
