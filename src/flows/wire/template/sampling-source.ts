import type { Slot } from './elements.ts'
import type { RecordLayout } from './record-layout.ts'

/**
 * Where the sampling interval of a record comes from: a field of its own, a sampler it names (then
 * the writer leaves the id in the column, to be looked up), or what is known of its exporter.
 */
export type SamplingSource = 'record' | 'selector' | 'message'

const OWN: readonly Slot[] = ['samplingInterval', 'samplingPacketInterval', 'samplingPopulation']

export function samplingSourceOf(layout: RecordLayout): SamplingSource {
  const slots = new Set(layout.places.map((place) => place.slot))
  if (OWN.some((slot) => slots.has(slot))) return 'record'
  return slots.has('selector') ? 'selector' : 'message'
}
