import type { FlowBatch } from '../wire/flow-batch.ts'
import { FLOW_COLUMNS } from '../wire/flow-columns.ts'

/**
 * A batch as one block of ClickHouse's Native format: column count and row count as LEB128, then for
 * each column its name, its type and its values, little-endian. The arrays themselves are the
 * values, so nothing is copied: the result is a list of buffers for one gathered write.
 *
 * The buffers alias the batch; it must not change until they are written.
 */
export function nativeBlock(batch: FlowBatch): Uint8Array[] {
  const buffers: Uint8Array[] = []
  let heading: number[] = []
  pushVarint(heading, FLOW_COLUMNS.length)
  pushVarint(heading, batch.length)
  for (const column of FLOW_COLUMNS) {
    pushText(heading, column.name)
    pushText(heading, column.type)
    buffers.push(Uint8Array.from(heading), batch.columnBytes(column.name, column.type))
    heading = []
  }
  return buffers
}

function pushText(target: number[], text: string): void {
  const octets = Buffer.from(text, 'utf8')
  pushVarint(target, octets.length)
  target.push(...octets)
}

function pushVarint(target: number[], value: number): void {
  let rest = value
  while (rest >= 0x80) {
    target.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  target.push(rest)
}
