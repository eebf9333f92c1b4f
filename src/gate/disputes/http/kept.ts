import type { Clock } from '../../../core/clock.ts'

/**
 * What was made within the last while, or made anew: what everybody may read and what costs the database
 * something is made once for all of them, also when they ask at the same instant.
 */
export function kept<Value>(
  clock: Clock,
  durationMs: number,
  make: () => Promise<Value>,
): () => Promise<Value> {
  let held: { readonly value: Promise<Value>; readonly untilMs: number } | undefined
  return () => {
    const nowMs = clock.nowMs()
    if (held && nowMs < held.untilMs) return held.value
    const value = make()
    const fresh = { value, untilMs: nowMs + durationMs }
    held = fresh
    // A failure is nobody's answer but of those who waited for it.
    value.catch(() => {
      if (held === fresh) held = undefined
    })
    return value
  }
}
