/** Bits of the TCP flags octet (RFC 9293 §3.1). */
export const TCP = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ECE: 0x40,
  CWR: 0x80,
} as const

const LETTERS: Readonly<Record<string, number>> = {
  F: TCP.FIN,
  S: TCP.SYN,
  R: TCP.RST,
  P: TCP.PSH,
  A: TCP.ACK,
  U: TCP.URG,
  E: TCP.ECE,
  C: TCP.CWR,
}

/** `FSPA` → their bits; the order means nothing. */
export function flagsOfLetters(letters: string): number {
  let flags = 0
  for (const letter of letters) flags |= LETTERS[letter] ?? 0
  return flags
}
