import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Session } from 'chdb'
import { ManualClock } from '../../core/clock.ts'
import { FlowBatch, writeUint64 } from '../wire/flow-batch.ts'
import { FLOW_COLUMNS } from '../wire/flow-columns.ts'
import { listSegments, Spool } from './spool.ts'

let directory: string
let engine: Session

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-spool-'))
  engine = new Session()
})

after(async () => {
  engine.close()
  await rm(directory, { recursive: true })
})

const openSpool = (name: string, octetsMax?: number): Promise<Spool> =>
  Spool.open({
    directory: join(directory, name),
    writerId: 'w1',
    clock: new ManualClock(1_700_000_000_000),
    ...(octetsMax === undefined ? {} : { octetsMax }),
  })

/** Rows whose every column holds another value, large ones included. */
function batchOf(length: number): FlowBatch {
  const batch = new FlowBatch(length)
  for (let row = 0; row < length; row++) {
    batch.receivedAt[row] = 1_700_000_000 + row
    writeUint64(batch.startAt, row, 1_699_999_999_123 + row)
    batch.durationMs[row] = 4_000_000_000
    batch.srcAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, row], 16 * row)
    batch.dstAddress.set([32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, row], 16 * row)
    batch.srcPort[row] = 65535
    batch.dstPort[row] = 443
    batch.protocol[row] = 6
    batch.tcpFlags[row] = 0x1b
    batch.reverseTcpFlags[row] = 0x12
    writeUint64(batch.packets, row, 5_000_000_000)
    writeUint64(batch.octets, row, 2 ** 53 - 1)
    writeUint64(batch.reversePackets, row, 1)
    writeUint64(batch.reverseOctets, row, 40)
    batch.samplingInterval[row] = 1000
    batch.exporter.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], 16 * row)
    batch.observationDomain[row] = 4_294_967_295
    batch.ingressInterface[row] = 7
    batch.egressInterface[row] = 1
    batch.biflowDirection[row] = 1
    batch.length += 1
  }
  return batch
}

test('ClickHouse reads a segment as the very columns and values that were written', async () => {
  const spool = await openSpool('round')
  const segment = await spool.write(batchOf(3))
  const described = engine
    .query(`DESCRIBE file('${segment.path}', Native)`, 'JSONEachRow')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    described.map(({ name, type }) => ({ name, type })),
    FLOW_COLUMNS.map(({ name, type }) => ({ name, type })),
  )
  const rows = engine
    .query(
      `SELECT * FROM file('${segment.path}', Native) SETTINGS session_timezone='UTC'`,
      'JSONEachRow',
    )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(rows.length, 3)
  assert.deepEqual(rows[2], {
    received_at: '2023-11-14 22:13:22',
    start_at: '2023-11-14 22:13:19.125',
    duration_ms: 4_000_000_000,
    src_address: '::ffff:192.0.2.2',
    dst_address: '2001:db8::2',
    src_port: 65535,
    dst_port: 443,
    protocol: 6,
    tcp_flags: 0x1b,
    reverse_tcp_flags: 0x12,
    packets: 5_000_000_000,
    octets: 2 ** 53 - 1,
    reverse_packets: 1,
    reverse_octets: 40,
    sampling_interval: 1000,
    exporter: '::ffff:10.0.0.1',
    observation_domain: 4_294_967_295,
    ingress_interface: 7,
    egress_interface: 1,
    biflow_direction: 1,
  })
})

test('segments are listed oldest first and unfinished files are not segments', async () => {
  const spool = await openSpool('list')
  const written = [await spool.write(batchOf(1)), await spool.write(batchOf(2))]
  await writeFile(join(spool.directory, 'x.native.part'), 'half')
  assert.deepEqual(await listSegments(spool.directory), written)
})

test('past its disk budget the spool acknowledges nothing, and again once room was made', async () => {
  const spool = await openSpool('full', 800)
  const first = await spool.write(batchOf(2))
  await assert.rejects(spool.write(batchOf(2)), { code: 'SPOOL_FULL' })
  await rm(first.path)
  await spool.write(batchOf(2))
})

test('a directory that cannot be written is an error with its cause, and leaves nothing behind', async () => {
  const spool = await openSpool('gone')
  await rm(spool.directory, { recursive: true })
  await writeFile(spool.directory, 'not a directory')
  await assert.rejects(spool.write(batchOf(1)))
})
