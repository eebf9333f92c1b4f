/**
 * The ways exporters say "one packet in N", each as N; 0 = says nothing. Rounded to whole packets,
 * because the column and every exporter we know count so.
 */

/** RFC 5477 §8.2: `packets` in a row are taken, then `space` skipped. Alone, `packets` is N itself. */
export function packetInterval(packets: number, space: number): number {
  if (packets <= 0) return 0
  return space > 0 ? whole((packets + space) / packets) : packets
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
