/** Captures and raw datagrams as flow records: what `noroshi decode` prints. */
import { type FileHandle, open } from 'node:fs/promises'
import { ADDRESS_OCTETS } from '../core/address.ts'
import { readPcap } from '../flows/ingest/capture/pcap.ts'
import { CaptureCounts } from '../flows/ingest/capture/udp-finder.ts'
import { IngestError } from '../flows/ingest/errors.ts'
import { createFlowDecoder } from '../flows/wire/decoder.ts'
import { FlowBatch } from '../flows/wire/flow-batch.ts'
import type { ExporterSkippedElements, TransportSession } from '../flows/wire/flow-decoder.ts'
import { type FlowRecord, readFlowRecord } from '../flows/wire/flow-record.ts'

/** Something that was not turned into records. */
export type DecodeRefusal = {
  readonly file: string
  /** Counted from 1; `undefined` where it is of the file and not of a datagram. */
  readonly datagram: number | undefined
  readonly code: string
  readonly count: number
}

export type DecodeFilesOptions = {
  readonly files: readonly string[]
  /** Epoch milliseconds; raw payloads have no time of their own. */
  readonly nowMs: number
  refused(refusal: DecodeRefusal): void
  /** A file that cannot be read, or not to its end; the files after it are read all the same. */
  failed(error: IngestError): void
}

type Datagram = {
  readonly payload: Uint8Array
  readonly session: TransportSession
  readonly atMs: number
}

/** More rows than any datagram, with all that waited for its template, can hold: records of 8 octets. */
const BATCH_CAPACITY = 65_536
const PAYLOAD_OCTETS_MAX = 64 << 20
const CAPTURE_MAGICS: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a,
])
const GZIP_MAGIC = 0x1f8b
const IPFIX_VERSION = 10
const IPFIX_HEADER_OCTETS = 16

/**
 * Yields the records of all files in order. One decoder serves them all, so that templates in one
 * file count for the data in the next.
 *
 * @returns the information elements that were skipped
 */
export async function* decodeFiles(
  options: DecodeFilesOptions,
): AsyncGenerator<FlowRecord, ExporterSkippedElements[]> {
  const { refused } = options
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(BATCH_CAPACITY)
  const sink = { batch: () => batch }
  for (const file of options.files) {
    const counts = new CaptureCounts()
    let datagram = 0
    try {
      for await (const { payload, session, atMs } of datagramsOf(file, options.nowMs, counts)) {
        datagram += 1
        // Data that waits for its template may be refused only at the end, by its own number.
        const number = datagram
        batch.length = 0
        decoder.decode(payload, session, atMs, sink, {
          refused: (code, count) => refused({ file, datagram: number, code, count }),
        })
        for (let row = 0; row < batch.length; row++) yield readFlowRecord(batch, row)
      }
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      options.failed(error)
    }
    const left = [
      ['PACKET_NOT_UDP', counts.others],
      ['PACKET_FRAGMENT', counts.fragments],
      ['PACKET_CUT_OFF', counts.cutOff],
    ] as const
    for (const [code, count] of left)
      if (count > 0) refused({ file, datagram: undefined, code, count })
  }
  decoder.giveUp()
  return decoder.skippedElements()
}

async function* datagramsOf(
  file: string,
  nowMs: number,
  counts: CaptureCounts,
): AsyncIterable<Datagram> {
  const octets = await payloadOf(file)
  if (octets) {
    const session = { exporter: new Uint8Array(ADDRESS_OCTETS), port: 0 }
    for (const payload of messagesOf(octets)) yield { payload, session, atMs: nowMs }
    return
  }
  for await (const { payload, srcAddress, srcPort, atMs } of readPcap(file, counts))
    yield { payload, session: { exporter: srcAddress, port: srcPort }, atMs }
}

/** The file's content, or `undefined` when it is a capture. */
async function payloadOf(file: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file)
    const head = Buffer.alloc(4)
    await handle.read(head, 0, 4, 0)
    if (CAPTURE_MAGICS.has(head.readUInt32BE(0))) return undefined
    if (head.readUInt16BE(0) === GZIP_MAGIC)
      throw new IngestError('FORMAT_UNKNOWN', `${file}: gzip is not read here; unpack it first`)
    const { size } = await handle.stat()
    if (size > PAYLOAD_OCTETS_MAX)
      throw new IngestError('FORMAT_UNKNOWN', `${file}: ${size} octets, and no capture`)
    return await handle.readFile()
  } catch (cause) {
    if (cause instanceof IngestError) throw cause
    throw new IngestError('FILE_UNREADABLE', `${file}: cannot be read`, { cause })
  } finally {
    await handle?.close()
  }
}

/**
 * A file of IPFIX (RFC 5655), or what was read from a TCP connection, is one message after the other.
 * Anything else is one datagram, whatever its lengths say.
 */
function messagesOf(octets: Uint8Array): Uint8Array[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const messages: Uint8Array[] = []
  let at = 0
  while (octets.length - at >= IPFIX_HEADER_OCTETS && view.getUint16(at) === IPFIX_VERSION) {
    const length = view.getUint16(at + 2)
    if (length < IPFIX_HEADER_OCTETS || at + length > octets.length) break
    messages.push(octets.subarray(at, at + length))
    at += length
  }
  if (at === octets.length && messages.length > 0) return messages
  // Octets behind the last message belong to it as far as anyone can tell; the decoder says so.
  const last = messages.pop()
  return [...messages, octets.subarray(last ? at - last.length : 0)]
}
