/** As much of DNS's octets (RFC 1035 §4) as a zone transfer needs. */

export const TYPES = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  txt: 16,
  aaaa: 28,
  ixfr: 251,
  axfr: 252,
} as const
export const CLASS_IN = 1
export const RCODES = { noError: 0, formatError: 1, notImplemented: 4, refused: 5 } as const
export const OPCODE_QUERY = 0
export const OPCODE_NOTIFY = 4

export type Question = { readonly name: string; readonly type: number; readonly classCode: number }

export type Query = {
  readonly id: number
  readonly opcode: number
  readonly isResponse: boolean
  readonly question: Question
  /** Of an IXFR: the serial that the asker has. */
  readonly serial: number | undefined
}

export type ResourceRecord = {
  /** Fully qualified, without the last dot. */
  readonly name: string
  readonly type: number
  readonly ttl: number
  readonly octets: Uint8Array
}

const HEADER_OCTETS = 12
const NAME_OCTETS_MAX = 255
const LABEL_OCTETS_MAX = 63

/** One question, as every asker sends it; `undefined` for whatever is none. Follows no compression pointer. */
export function parseQuery(octets: Buffer): Query | undefined {
  if (octets.length < HEADER_OCTETS || octets.readUInt16BE(4) !== 1) return undefined
  const flags = octets.readUInt16BE(2)
  const named = readName(octets, HEADER_OCTETS)
  if (!named || named.end + 4 > octets.length) return undefined
  const question = {
    name: named.name,
    type: octets.readUInt16BE(named.end),
    classCode: octets.readUInt16BE(named.end + 2),
  }
  const hasAuthority = octets.readUInt16BE(8) === 1
  return {
    id: octets.readUInt16BE(0),
    opcode: (flags >> 11) & 0xf,
    isResponse: (flags & 0x8000) !== 0,
    question,
    serial: hasAuthority ? readSerial(octets, named.end + 4) : undefined,
  }
}

/** The serial in the SOA record of an IXFR's authority section (RFC 1995 §3). */
function readSerial(octets: Buffer, offset: number): number | undefined {
  const owner = skipName(octets, offset)
  if (owner === undefined || owner + 10 > octets.length) return undefined
  const isSoa = octets.readUInt16BE(owner) === TYPES.soa
  const end = owner + 10 + octets.readUInt16BE(owner + 8)
  // Two names, then five numbers of four octets; the names may be compressed, the numbers stand at the end.
  return isSoa && end <= octets.length && end - 20 >= owner + 10
    ? octets.readUInt32BE(end - 20)
    : undefined
}

function readName(octets: Buffer, start: number): { name: string; end: number } | undefined {
  const labels: string[] = []
  let offset = start
  for (;;) {
    const length = octets[offset]
    if (length === undefined || length > LABEL_OCTETS_MAX) return undefined
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: offset + 1 }
    labels.push(octets.toString('latin1', offset + 1, offset + 1 + length))
    offset += 1 + length
    if (offset - start > NAME_OCTETS_MAX) return undefined
  }
}

function skipName(octets: Buffer, start: number): number | undefined {
  for (let offset = start; offset < octets.length; offset += 1 + octets[offset]!) {
    if (octets[offset] === 0) return offset + 1
    if (octets[offset]! >= 0xc0) return offset + 2
  }
  return undefined
}

export function writeName(name: string): Buffer {
  const parts = name.split('.').filter((label) => label !== '')
  return Buffer.concat([
    ...parts.flatMap((label) => [Buffer.of(label.length), Buffer.from(label, 'latin1')]),
    Buffer.of(0),
  ])
}

export function writeRecord({ name, type, ttl, octets }: ResourceRecord): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(CLASS_IN, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(octets.length, 8)
  return Buffer.concat([writeName(name), fixed, octets])
}

/** A message with one question and any answers. Authoritative, never recursive. */
export function writeMessage(
  query: Pick<Query, 'id' | 'opcode'>,
  question: Question,
  rcode: number,
  answers: readonly Buffer[],
  isResponse = true,
): Buffer {
  const header = Buffer.alloc(HEADER_OCTETS)
  header.writeUInt16BE(query.id, 0)
  header.writeUInt16BE((isResponse ? 0x8000 : 0) | (query.opcode << 11) | 0x0400 | rcode, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(answers.length, 6)
  const asked = Buffer.alloc(4)
  asked.writeUInt16BE(question.type, 0)
  asked.writeUInt16BE(question.classCode, 2)
  return Buffer.concat([header, writeName(question.name), asked, ...answers])
}
