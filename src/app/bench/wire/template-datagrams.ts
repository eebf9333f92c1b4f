import type { ObjectTemplate } from './object-decoder.ts'

/** Datagrams to decode again and again. */
export type WireInput = {
  /** Templates; decoded once, before the rounds. */
  readonly announcements: readonly Uint8Array[]
  readonly datagrams: readonly Uint8Array[]
  /** In all datagrams together. */
  readonly recordCount: number
}

/** [element, octets]: a usual template of a router, 20 fields, 64 octets; v9 and IPFIX number them alike. */
export const TEMPLATE: ObjectTemplate = [
  [8, 4],
  [12, 4],
  [15, 4],
  [10, 4],
  [14, 4],
  [2, 8],
  [1, 8],
  [22, 4],
  [21, 4],
  [7, 2],
  [11, 2],
  [6, 1],
  [4, 1],
  [5, 1],
  [9, 1],
  [13, 1],
  [61, 1],
  [16, 4],
  [17, 4],
  [89, 1],
]
/** Different datagrams, so that no cache holds them all and no branch is learnt by heart. */
export const DATAGRAM_COUNT = 4096
export const DATAGRAM_OCTETS = 1400
const RECORD_OCTETS = TEMPLATE.reduce((sum, [, length]) => sum + length, 0)
const SET_HEADER_OCTETS = 4
const TEMPLATE_ID = 256
const EXPORT_SECONDS = 1_760_000_000

type Protocol = {
  readonly version: 9 | 10
  readonly headerOctets: number
  readonly templateSetId: number
}

export const netflow9Datagrams = (): WireInput =>
  build({ version: 9, headerOctets: 20, templateSetId: 0 })

export const ipfixDatagrams = (): WireInput =>
  build({ version: 10, headerOctets: 16, templateSetId: 2 })

function build(protocol: Protocol): WireInput {
  const perDatagram = Math.floor(
    (DATAGRAM_OCTETS - protocol.headerOctets - SET_HEADER_OCTETS) / RECORD_OCTETS,
  )
  return {
    announcements: [templateDatagram(protocol)],
    datagrams: Array.from({ length: DATAGRAM_COUNT }, (_none, index) =>
      dataDatagram(protocol, perDatagram, index),
    ),
    recordCount: DATAGRAM_COUNT * perDatagram,
  }
}

function templateDatagram(protocol: Protocol): Uint8Array {
  const { headerOctets: at, templateSetId } = protocol
  const setOctets = 2 * SET_HEADER_OCTETS + 4 * TEMPLATE.length
  const view = message(protocol, at + setOctets, 1, 0)
  view.setUint16(at, templateSetId)
  view.setUint16(at + 2, setOctets)
  view.setUint16(at + 4, TEMPLATE_ID)
  view.setUint16(at + 6, TEMPLATE.length)
  TEMPLATE.forEach(([id, length], index) => {
    view.setUint16(at + 8 + 4 * index, id)
    view.setUint16(at + 10 + 4 * index, length)
  })
  return new Uint8Array(view.buffer)
}

function dataDatagram(protocol: Protocol, perDatagram: number, index: number): Uint8Array {
  const { version, headerOctets: at } = protocol
  const setOctets = SET_HEADER_OCTETS + perDatagram * RECORD_OCTETS
  // NetFlow v9 numbers datagrams, IPFIX the records before this one.
  const sequence = version === 9 ? index + 1 : index * perDatagram
  const view = message(protocol, at + setOctets, perDatagram, sequence)
  view.setUint16(at, TEMPLATE_ID)
  view.setUint16(at + 2, setOctets)
  fillWithNoise(new Uint8Array(view.buffer, at + SET_HEADER_OCTETS), index)
  return new Uint8Array(view.buffer)
}

function fillWithNoise(octets: Uint8Array, seed: number): void {
  let state = seed * 2654435761
  for (let at = 0; at < octets.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    octets[at] = state >>> 24
  }
}

function message(
  { version }: Protocol,
  octetCount: number,
  recordCount: number,
  sequence: number,
): DataView {
  const view = new DataView(new ArrayBuffer(octetCount))
  view.setUint16(0, version)
  view.setUint16(2, version === 9 ? recordCount : octetCount)
  if (version === 10) {
    view.setUint32(4, EXPORT_SECONDS)
    view.setUint32(8, sequence)
    return view
  }
  view.setUint32(4, 86_400_000)
  view.setUint32(8, EXPORT_SECONDS)
  view.setUint32(12, sequence)
  return view
}
