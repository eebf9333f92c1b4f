import { TCP } from '../value/tcp-flags.ts'
import type { FlagPair } from './connection-state.ts'

/**
 * Zeek's `history` letters (upper case: originator, lower case: responder). A segment with payload
 * counts as PSH and ACK: Zeek does not record PSH, and senders set it at the end of what they write.
 * Letters about other things (bad checksum, gap, zero window, flipped direction) set nothing.
 */
const LETTERS: Readonly<Record<string, number>> = {
  S: TCP.SYN,
  H: TCP.SYN | TCP.ACK,
  A: TCP.ACK,
  D: TCP.PSH | TCP.ACK,
  T: TCP.PSH | TCP.ACK,
  F: TCP.FIN,
  R: TCP.RST,
  // Inconsistent packet (FIN and RST); multi-flag packet (SYN with FIN or RST).
  I: TCP.FIN | TCP.RST,
  Q: TCP.SYN,
}

const LOWER_CASE_BIT = 0x20

/** Letter's octet → flags of both directions. */
const FLAGS = new Uint16Array(256)
for (const [letter, flags] of Object.entries(LETTERS)) {
  FLAGS[letter.charCodeAt(0)] = flags
  FLAGS[letter.charCodeAt(0) | LOWER_CASE_BIT] = flags << 8
}

/** `ShADadFf` → flags of both directions. */
export function flagsOfHistory(bytes: Buffer, start: number, end: number): FlagPair {
  let flags = 0
  for (let at = start; at < end; at++) flags |= FLAGS[bytes[at]!]!
  return flags
}
