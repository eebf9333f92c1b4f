import type { CountryProgress, UdpTarget } from '../../country/index.ts'

/** What the country's thread is started with. */
export type CountryTask = {
  readonly seed: number
  readonly startMs: number
  /** Days before that, in outline. */
  readonly pastDays: number
  readonly target: UdpTarget
  /** Kept up to date for the collector; see virtual-time.ts. */
  readonly virtualTime: SharedArrayBuffer
}

export type CountryMessage = { readonly kind: 'progress'; readonly progress: CountryProgress }

export type CountryOrder = { readonly kind: 'stop' }
