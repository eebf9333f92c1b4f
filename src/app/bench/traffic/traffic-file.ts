import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { CountryDatagram } from './country-datagrams.ts'

export type TrafficCounts = {
  readonly flows: number
  readonly datagrams: number
  readonly octets: number
}

/** Before each payload: its octets (16 bit, little-endian), its exporter, its records. */
const HEADING_OCTETS = 4
const WRITE_OCTETS = 1 << 20

/** Keeps datagrams for sending processes, so that encoding is no part of any measurement. */
export async function writeTrafficFile(
  path: string,
  datagrams: Iterable<CountryDatagram>,
  onProgress: (flows: number) => void = () => {},
): Promise<TrafficCounts> {
  const stream = createWriteStream(path, { mode: 0o600 })
  let [flows, count, octets, pendingOctets] = [0, 0, 0, 0]
  let pending: Uint8Array[] = []
  const flush = async (): Promise<void> => {
    if (!stream.write(Buffer.concat(pending))) await once(stream, 'drain')
    pending = []
    pendingOctets = 0
    onProgress(flows)
  }
  for (const { exporterIndex, payload, recordCount } of datagrams) {
    const heading = Uint8Array.of(
      payload.length & 0xff,
      payload.length >>> 8,
      exporterIndex,
      recordCount,
    )
    pending.push(heading, payload)
    flows += recordCount
    count += 1
    octets += payload.length
    pendingOctets += payload.length
    if (pendingOctets >= WRITE_OCTETS) await flush()
  }
  await flush()
  stream.end()
  await finished(stream)
  return { flows, datagrams: count, octets }
}

/** Yields every datagram; payloads are views of one buffer and may be changed by their taker. */
export function* readTrafficFile(path: string): Generator<CountryDatagram> {
  const content = readFileSync(path)
  for (let at = 0; at < content.length; ) {
    const length = content.readUInt16LE(at)
    const from = at + HEADING_OCTETS
    yield {
      exporterIndex: content[at + 2]!,
      recordCount: content[at + 3]!,
      payload: content.subarray(from, from + length),
    }
    at = from + length
  }
}
