import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { openChdb } from '../../store/chdb.ts'
import type { FlowEngine } from '../../store/flow-engine.ts'
import { IngestError } from '../errors.ts'
import { type Ingested, ingestPath } from '../testing/ingest-content.ts'

const DEVELOPMENT_FLOWS = resolve(
  import.meta.dirname,
  '../../../../../shared/data/flows/dev.parquet',
)

let directory: string
let engine: FlowEngine

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-parquet-'))
  engine = await openChdb()
})

after(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

/** One row with the given expressions in place of the usual ones, `rowCount` times. */
async function writeParquet(
  name: string,
  changes: Readonly<Record<string, string>> = {},
  rowCount = 1,
): Promise<string> {
  const path = join(directory, name)
  const expressions: Readonly<Record<string, string>> = {
    ts: '1676851429.978424 + number',
    dur: 'CAST(0.25 AS Nullable(Float64))',
    proto: "'tcp'",
    src_ip: "'192.0.2.1'",
    src_port: 'toInt32(number % 65536)',
    dst_ip: "'2001:db8::9'",
    dst_port: 'CAST(443 AS Nullable(Int32))',
    state: "'SF'",
    pkts_fwd: 'toInt64(2)',
    pkts_bwd: 'toInt64(3)',
    bytes_fwd: 'toInt64(9007199254740991)',
    bytes_bwd: 'toInt64(460)',
    label: "'tab\tand\nline'",
    ...changes,
  }
  const columns = Object.entries(expressions)
    .filter(([, expression]) => expression !== '')
    .map(([column, expression]) => `${expression} AS ${column}`)
  await engine.run(
    `INSERT INTO FUNCTION file({path:String}, Parquet)
     SELECT ${columns.join(', ')} FROM numbers({rowCount:UInt64})
     SETTINGS output_format_parquet_row_group_size = 100`,
    { path, rowCount },
  )
  return path
}

const ingest = (path: string): Promise<Ingested> => ingestPath(path, { format: 'parquet', engine })

async function refusalOf(path: string): Promise<string> {
  try {
    await ingest(path)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof IngestError)) throw error
    return `${error.code} ${error.message.replaceAll(path, 'flows')}`
  }
}

test('rows come in the order of the file, over all its row groups', async () => {
  const { flows, records } = await ingest(await writeParquet('groups.parquet', {}, 1_000))
  assert.equal(records, 1_000)
  assert.deepEqual(
    flows.map((flow) => flow.src_port),
    Array.from({ length: 1_000 }, (_, index) => index),
  )
  assert.deepEqual(flows[7], {
    ts: 1676851436.978,
    dur: 0.25,
    proto: 'tcp',
    src_ip: '192.0.2.1',
    src_port: 7,
    dst_ip: '2001:db8::9',
    dst_port: 443,
    state: 'FSA_FSA',
    pkts_fwd: 2,
    pkts_bwd: 3,
    bytes_fwd: 9007199254740991,
    bytes_bwd: 460,
    exporter: '::',
    sampling_interval: 1,
  })
})

test('a time may be a DateTime64, a port a float, as data frames write them', async () => {
  const path = await writeParquet('types.parquet', {
    ts: "toDateTime64('2023-02-20 00:03:49.978424', 6, 'UTC')",
    dst_port: 'CAST(443.0 AS Nullable(Float64))',
    sampling_interval: 'toUInt32(1000)',
    exporter: "'192.0.2.254'",
  })
  const [flow] = (await ingest(path)).flows
  assert.deepEqual(
    [flow!.ts, flow!.dst_port, flow!.sampling_interval, flow!.exporter],
    [1676851429.978, 443, 1000, '192.0.2.254'],
  )
})

test('a bad value is named with its row and column', async () => {
  const path = await writeParquet(
    'bad.parquet',
    { dst_port: 'if(number = 776, 70000, CAST(443 AS Nullable(Int32)))' },
    1_000,
  )
  assert.equal(
    await refusalOf(path),
    'FIELD_INVALID flows: row 777: column "dst_port": "70000" is not a port (0–65535)',
  )
  const { records, skipped } = await ingestPath(path, {
    format: 'parquet',
    engine,
    onBadRow: 'skip',
  })
  assert.deepEqual([records, skipped], [999, { FIELD_INVALID: 1 }])
})

test('a column that is missing or of another type is refused before any row is read', async () => {
  assert.equal(
    await refusalOf(await writeParquet('missing.parquet', { src_port: '', srcport: '1' })),
    'HEADER_INVALID flows: no column "src_port" (closest: "srcport")',
  )
  assert.equal(
    await refusalOf(await writeParquet('type.parquet', { bytes_fwd: "'many'" })),
    'COLUMN_TYPE_INVALID flows: column "bytes_fwd" has the type String; a number is needed',
  )
  assert.equal(
    await refusalOf(await writeParquet('address.parquet', { src_ip: 'toUInt32(1)' })),
    'COLUMN_TYPE_INVALID flows: column "src_ip" has the type UInt32; text is needed',
  )
})

test('a damaged file and a path that would be a pattern are refused', async () => {
  const whole = await readFile(await writeParquet('whole.parquet', {}, 1_000))
  const cut = join(directory, 'cut.parquet')
  await writeFile(cut, whole.subarray(0, whole.length / 2))
  assert.match(await refusalOf(cut), /^PARQUET_INVALID flows: /)
  const pattern = join(directory, '{whole,cut}.parquet')
  await writeFile(pattern, whole)
  assert.match(await refusalOf(pattern), /^PATH_NOT_LITERAL flows: rename the file; /)
})

test('all flows of the development set are taken, except the 15 that are not IP', {
  skip: !existsSync(DEVELOPMENT_FLOWS) && 'the development data is not here',
}, async () => {
  const { flows, records, skipped } = await ingest(DEVELOPMENT_FLOWS)
  assert.equal(records + skipped['NOT_IP']!, 48_258)
  assert.deepEqual(skipped, { NOT_IP: 15 })
  const [expected] = await engine.rows<{
    octets: number
    packets: number
    tcp: number
    c2: number
  }>(
    `SELECT toFloat64(sum(bytes_fwd + bytes_bwd)) AS octets,
         toFloat64(sum(pkts_fwd + ifNull(pkts_bwd, 0))) AS packets,
         toFloat64(countIf(proto = 'tcp')) AS tcp,
         toFloat64(countIf(dst_ip = '185.244.25.235' AND dst_port = 6667)) AS c2
       FROM file({path:String}, Parquet) WHERE proto NOT IN ('arp', 'llc')`,
    { path: DEVELOPMENT_FLOWS },
  )
  const sum = (count: (flow: Ingested['flows'][number]) => number): number =>
    flows.reduce((total, flow) => total + count(flow), 0)
  assert.deepEqual(
    {
      octets: sum((flow) => flow.bytes_fwd + flow.bytes_bwd),
      packets: sum((flow) => flow.pkts_fwd + flow.pkts_bwd),
      tcp: sum((flow) => (flow.proto === 'tcp' ? 1 : 0)),
      c2: sum((flow) => (flow.dst_ip === '185.244.25.235' && flow.dst_port === 6667 ? 1 : 0)),
    },
    expected,
  )
  assert.ok(expected!.c2 > 300)
  assert.ok(
    flows.some((flow) => flow.ts < 7_000),
    'captures from epoch 0 keep their times',
  )
})
