/** A carrier's own number or name of a line; RADIUS allows 253 octets. */
const SUBSCRIBER = /^[^\s\p{Cc}\p{Cf}][^\p{Cc}\p{Cf}]{0,252}$/u

/** As the carrier writes it, or `undefined` where it cannot be one. */
export function subscriberOf(text: string): string | undefined {
  const name = text.trim().toWellFormed()
  return SUBSCRIBER.test(name) ? name : undefined
}
