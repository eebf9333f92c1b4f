/**
 * The ways exporters say "one packet in N", each as N; 0 = says nothing. Rounded to whole packets,
 * because the column and every exporter we know count so.
 */

/**
 * RFC 5477 §8.2: `packets` in a row are taken, then `space` skipped. Where no space is told
 * (`undefined`), `packets` is N itself: so do routers that put the old samplingInterval there.
 */
export function packetInterval(packets: number, space: number | undefined): number {
  if (packets <= 0) return 0
  return space === undefined ? packets : whole((packets + space) / packets)
}

/** RFC 5477 §8.2: `size` packets are taken out of `population`. */
export function populationInterval(population: number, size: number): number {
  if (population <= 0) return 0
  return whole(population / Math.max(1, size))
}

/** RFC 5477 §8.2.8: each packet is taken with this probability. */
export function probabilityInterval(probability: number): number {
  return probability > 0 && probability <= 1 ? whole(1 / probability) : 0
}

function whole(ratio: number): number {
  return Math.min(0xffffffff, Math.max(1, Math.round(ratio)))
}
