import { join } from 'node:path'
import { FLOW_COLUMNS } from '../../wire/flow-columns.ts'
import { openChdb } from '../chdb.ts'

export type SegmentOrder = {
  readonly name: string
  /** Epoch seconds; the records are spread over the hour from here. */
  readonly receivedAt: number
  readonly records: number
}

/**
 * Segments written by ClickHouse itself, so that the suite does not lean on our own writer. It is
 * closed before the engine under test is opened, as a process holds one chDB at a time.
 *
 * @returns the path of each, by name
 */
export async function writeSegments(
  directory: string,
  orders: readonly SegmentOrder[],
): Promise<ReadonlyMap<string, string>> {
  const engine = await openChdb()
  try {
    const paths = new Map<string, string>()
    for (const { name, receivedAt, records } of orders) {
      const path = join(directory, `${name}.native`)
      const values = FLOW_COLUMNS.map(
        (column) => `${sqlValue(column, receivedAt)} AS ${column.name}`,
      )
      await engine.run(
        `INSERT INTO FUNCTION file('${path}', Native) SELECT ${values.join(', ')} FROM numbers(${records})`,
      )
      paths.set(name, path)
    }
    return paths
  } finally {
    await engine.close()
  }
}

/** Two hundred servers, so that every shard of a cluster gets some. */
function sqlValue({ name, type }: (typeof FLOW_COLUMNS)[number], receivedAt: number): string {
  if (name === 'received_at' || name === 'start_at')
    return `toDateTime(${receivedAt} + number % 3600)::${type}`
  if (name === 'sampling_interval') return `10::${type}`
  if (name === 'dst_address') return `toIPv6(concat('::ffff:198.51.100.', toString(number % 200)))`
  if (name === 'src_port') return `40000::${type}`
  if (type === 'IPv6') return `toIPv6('::ffff:192.0.2.1')`
  if (name === 'protocol') return `6::${type}`
  return `1::${type}`
}
