import type { PlaneKind } from '../planes/plane.ts'
import type { Closure, ReleaseCause } from './closure.ts'
import type { ProbeResult } from './probe.ts'

/** How a release ended on one device. */
export type PlaneRelease = {
  readonly plane: string
  readonly kind: PlaneKind
  /** It did as told, and says itself that none of the rules is left. */
  readonly isFree: boolean
  readonly code: string | null
}

/**
 * What goes back to whoever asked, and to the hub: what was lifted, when, and what a look from outside says. Holds no
 * subscriber, and no place that was looked from.
 */
export type ReleaseReceipt = {
  readonly id: string
  readonly subject: string
  readonly cause: ReleaseCause
  readonly requestedAtMs: number
  /** When every device that could be reached was free of it; null when one was not. */
  readonly liftedAtMs: number | null
  readonly provedAtMs: number
  readonly rules: Closure['rules']
  readonly planes: readonly PlaneRelease[]
  readonly probe: ProbeResult
  /** All devices are free, and no look says otherwise. */
  readonly isComplete: boolean
}
