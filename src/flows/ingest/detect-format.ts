import { IngestError } from './errors.ts'
import type { IngestFormat } from './ingest-options.ts'
import { openFileChunks } from './source/file-chunks.ts'
import { CANONICAL_COLUMNS } from './table/canonical-row.ts'
import { shown } from './table/field-problem.ts'

const MAGIC: readonly (readonly [string, IngestFormat])[] = [
  ['50415231', 'parquet'],
  ['a1b2c3d4', 'pcap'],
  ['d4c3b2a1', 'pcap'],
  ['a1b23c4d', 'pcap'],
  ['4d3cb2a1', 'pcap'],
  ['0a0d0d0a', 'pcapng'],
]

const UNDERSTOOD =
  'Parquet or CSV with the canonical columns (ts, dur, proto, src_ip, …), Zeek conn.log (tab-separated or JSON), ' +
  'Argus CSV (.binetflow), pcap and pcapng of NetFlow, IPFIX or sFlow datagrams'

/** Enough of a header that the missing rest is worth a message of its own. */
const CANONICAL_NAME_COUNT_MIN = 3

/**
 * Tells a file's format by its content, never by its name; looks inside gzip.
 * @throws IngestError FORMAT_UNKNOWN naming what is understood, FILE_EMPTY, FILE_UNREADABLE
 */
export async function detectFormat(path: string): Promise<IngestFormat> {
  const chunks = await openFileChunks(path)
  const head = await readHead(path, chunks)
  const format = formatOfMagic(head)
  if (format && chunks.isGzip)
    throw new IngestError(
      'FORMAT_UNKNOWN',
      `${path}: ${format} inside gzip is not understood; unpack it first`,
    )
  const found = format ?? formatOfText(head)
  if (found) return found
  const beginning = shown(head.toString('latin1', 0, 48))
  throw new IngestError(
    'FORMAT_UNKNOWN',
    `${path}: unknown format; understood are ${UNDERSTOOD}. The file begins with ${beginning}`,
  )
}

async function readHead(path: string, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const chunk of chunks) return chunk
  throw new IngestError('FILE_EMPTY', `${path}: the file is empty`)
}

function formatOfMagic(head: Buffer): IngestFormat | undefined {
  const magic = head.toString('hex', 0, 4)
  return MAGIC.find(([octets]) => octets === magic)?.[1]
}

function formatOfText(head: Buffer): IngestFormat | undefined {
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  if (/^#(separator|fields)\b/.test(text)) return 'zeek'
  const line = (/^\s*(.*)/.exec(text)?.[1] ?? '').trim()
  if (line.startsWith('{')) return line.includes('"id.orig_h"') ? 'zeek' : undefined
  const names = line.split(',').map((name) => name.replace(/^"|"$/g, '').trim().toLowerCase())
  if (names.includes('starttime') && names.includes('srcaddr')) return 'argus'
  const canonicalCount = CANONICAL_COLUMNS.filter((name) => names.includes(name)).length
  return canonicalCount >= CANONICAL_NAME_COUNT_MIN ? 'csv' : undefined
}
