/**
 * Looks at a segment's frame before the engine gets it. Every column has a fixed width, so the number
 * of rows says where each name and type must stand and how long the file is: what is cut short, foreign,
 * or damaged anywhere but within a value is found by reading some hundred octets. The engine would take
 * a column with a damaged name for a missing one and fill in its default.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { COLUMN_OCTETS, FLOW_COLUMNS } from '../wire/flow-columns.ts'
import { StoreError } from './errors.ts'

/** Of a block's first heading; names and types are a few dozen octets. */
const HEADING_OCTETS_MAX = 128
/** Blocks of one file; our own segments have one. */
const BLOCK_COUNT_MAX = 4096

/**
 * @returns the number of rows
 * @throws StoreError SEGMENT_INVALID naming what is wrong, ENGINE_FAILED when the file cannot be read now
 */
export async function assertSegment(path: string): Promise<number> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { size } = await file.stat()
    return await rowsOf(path, file, size)
  } catch (cause) {
    if (cause instanceof StoreError) throw cause
    throw new StoreError('ENGINE_FAILED', `the segment ${path} cannot be read`, { cause })
  } finally {
    await file?.close()
  }
}

async function rowsOf(path: string, file: FileHandle, size: number): Promise<number> {
  let rows = 0
  let at = 0
  for (let block = 0; at < size; block++) {
    if (block >= BLOCK_COUNT_MAX) throw damaged(path, 'too many blocks')
    const head = await octetsAt(file, at)
    const columns = varint(head, 0)
    const count = columns && varint(head, columns.end)
    if (!columns || !count || columns.value !== FLOW_COLUMNS.length)
      throw damaged(path, `no block of ${FLOW_COLUMNS.length} columns at ${at}`)
    at += count.end
    for (const { name, type } of FLOW_COLUMNS) {
      const heading = headingOf(name, type)
      const found = (await octetsAt(file, at)).subarray(0, heading.length)
      if (!heading.equals(found)) throw damaged(path, `no column ${name} ${type} at ${at}`)
      at += heading.length + count.value * COLUMN_OCTETS[type]
    }
    if (at > size) throw damaged(path, `${size} octets where its columns need ${at}`)
    rows += count.value
  }
  if (at === 0) throw damaged(path, 'it is empty')
  return rows
}

function damaged(path: string, why: string): StoreError {
  return new StoreError('SEGMENT_INVALID', `${path} is not a whole segment: ${why}`)
}

async function octetsAt(file: FileHandle, at: number): Promise<Buffer> {
  const buffer = Buffer.alloc(HEADING_OCTETS_MAX)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
  return buffer.subarray(0, bytesRead)
}

function headingOf(name: string, type: string): Buffer {
  return Buffer.concat(
    [name, type].map((text) => Buffer.from(`${String.fromCharCode(text.length)}${text}`, 'latin1')),
  )
}

/** LEB128; `undefined` when it does not end within the octets, or is no count a file can have. */
function varint(octets: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0
  for (let index = 0; index < 6 && at + index < octets.length; index++) {
    const octet = octets[at + index]!
    value += (octet & 0x7f) * 2 ** (7 * index)
    if (octet < 0x80) return { value, end: at + index + 1 }
  }
  return undefined
}
