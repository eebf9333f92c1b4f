import type { CountryProgress, UdpTarget } from '../../country/index.ts'

/** What the country's thread is started with. */
export type CountryTask = {
  readonly seed: number
  readonly startMs: number
  readonly target: UdpTarget
}

export type CountryMessage = { readonly kind: 'progress'; readonly progress: CountryProgress }

export type CountryOrder = { readonly kind: 'stop' }
