import { HOUR_MS } from '../../core/time-span.ts'
import type { Evidence } from './evidence.ts'

/**
 * Whether a new score is worth an event. Detection runs every hour or oftener and mostly repeats
 * itself; a history is read by people, so it gets what changes the picture, and a sign of life
 * every few hours.
 */
export function isMaterialChange(
  before: Pick<Evidence, 'probability' | 'band' | 'clients'> & { readonly scoredAtMs: number },
  now: Pick<Evidence, 'probability' | 'band' | 'clients'>,
  nowMs: number,
): boolean {
  return (
    now.band !== before.band ||
    Math.abs(now.probability - before.probability) >= PROBABILITY_STEP - ROUNDING ||
    isMaterialClientChange(before.clients, now.clients) ||
    nowMs - before.scoredAtMs >= SILENCE_MAX_MS
  )
}

const PROBABILITY_STEP = 0.05
/** 0.75 − 0.70 is a hair less than 0.05 in binary; a person reads it as 0.05. */
const ROUNDING = 1e-9
const SILENCE_MAX_MS = 6 * HOUR_MS
const CLIENT_STEP_MIN = 2
const CLIENT_STEP_SHARE = 0.25

/** Two more of three clients is news, two more of three hundred is not. */
function isMaterialClientChange(before: number, now: number): boolean {
  const step = Math.abs(now - before)
  return step >= CLIENT_STEP_MIN && step >= CLIENT_STEP_SHARE * before
}
