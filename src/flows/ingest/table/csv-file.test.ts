import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { canonicalAddress } from '../../../core/address.ts'
import type { FlowRecord } from '../../wire/flow-record.ts'
import { ingestContent, refusal } from '../testing/ingest-content.ts'
import { CANONICAL_COLUMNS } from './canonical-row.ts'

const HEADER = CANONICAL_COLUMNS.join(',')
const ROW = '1676851429.978424,0.001853,tcp,192.0.2.1,35207,198.51.100.9,443,SF,2,3,172,460'
const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`

test('a row of the canonical columns becomes one record', async () => {
  const { flows, records, skipped, firstStartMs } = await ingestContent(csv(ROW), { format: 'csv' })
  assert.deepEqual(flows, [
    {
      ts: 1676851429.978,
      dur: 0.002,
      proto: 'tcp',
      src_ip: '192.0.2.1',
      src_port: 35207,
      dst_ip: '198.51.100.9',
      dst_port: 443,
      state: 'FSA_FSA',
      pkts_fwd: 2,
      pkts_bwd: 3,
      bytes_fwd: 172,
      bytes_bwd: 460,
      exporter: '::',
      sampling_interval: 1,
    },
  ])
  assert.deepEqual([records, skipped, firstStartMs], [1, {}, 1676851429978])
})

test('columns may stand in any order, quoted, among others that are not looked at', async () => {
  const names = ['label', ...CANONICAL_COLUMNS.toReversed(), 'note']
  const values = ['"a, ""b""\n of two lines"', ...ROW.split(',').toReversed(), '"x"']
  const quoted = values.map((value) => (value.startsWith('"') ? value : `"${value}"`))
  const content = `\ufeff${names.map((name) => `"${name}"`).join(',')}\r\n${values.join(',')}\r\n\r\n${quoted.join(',')}`
  const expected = await ingestContent(csv(ROW, ROW), { format: 'csv' })
  const { flows } = await ingestContent(content, { format: 'csv' })
  assert.deepEqual(flows, expected.flows)
})

test('exporter and sampling interval of a row stand before those given for the file', async () => {
  const content = `${HEADER},sampling_interval,exporter\n${ROW},1000,192.0.2.254\n${ROW},,\n`
  const options = { format: 'csv', samplingInterval: 64, exporter: '2001:db8::1' } as const
  const { flows } = await ingestContent(content, options)
  assert.deepEqual(
    flows.map((flow) => [flow.sampling_interval, flow.exporter]),
    [
      [1000, '192.0.2.254'],
      [64, '2001:db8::1'],
    ],
  )
})

test('a capture that began at epoch 0 keeps its times', async () => {
  const { flows } = await ingestContent(csv(ROW.replace('1676851429.978424', '0.25')), {
    format: 'csv',
  })
  assert.equal(flows[0]!.ts, 0.25)
})

test('what is not IP is counted and left out', async () => {
  const { records, skipped } = await ingestContent(
    csv(
      '1,0,arp,192.0.2.1,,192.0.2.2,,CON,1,1,60,60',
      '1,0,llc,30:75:12:ad:fb:8a,0,ff:ff:ff:ff:ff:ff,0,INT,1,0,60,0',
      '1,0,17,30:75:12:ad:fb:8a,0,ff:ff:ff:ff:ff:ff,0,INT,1,0,60,0',
      ROW,
    ),
    { format: 'csv' },
  )
  assert.deepEqual([records, skipped], [1, { NOT_IP: 3 }])
})

test('without pkts_bwd the packets are those of both directions', async () => {
  const { flows } = await ingestContent(
    csv('1,,tcp,192.0.2.1,1,192.0.2.2,2,SPA_SPA,18,,600,10000'),
    { format: 'csv' },
  )
  assert.deepEqual([flows[0]!.pkts_fwd, flows[0]!.pkts_bwd, flows[0]!.dur], [9, 9, 0])
  assert.equal(flows[0]!.state, 'SPA_SPA')
})

const REFUSED: readonly (readonly [row: string, message: string])[] = [
  [
    ROW.replace(',443,', ',70000,'),
    'FIELD_INVALID flows:2: column "dst_port": "70000" is not a port (0–65535)',
  ],
  [
    ROW.replace(',443,', ',,'),
    'FIELD_INVALID flows:2: column "dst_port" is empty; a port (0–65535) is needed',
  ],
  [
    ROW.replace('192.0.2.1', '192.0.2.256'),
    'FIELD_INVALID flows:2: column "src_ip": "192.0.2.256" is not an IP address',
  ],
  [ROW.replace('tcp', 'tcq'), 'FIELD_INVALID flows:2: column "proto": "tcq" is not an IP protocol'],
  [
    ROW.replace('1676851429.978424', '1676851429978'),
    'FIELD_INVALID flows:2: column "ts": "1676851429978" is not a time in epoch seconds (0–10413791999)',
  ],
  [
    ROW.replace('0.001853', '-1'),
    'FIELD_INVALID flows:2: column "dur": "-1" is not a duration in seconds',
  ],
  [
    ROW.replace(',172,', ',1e400,'),
    'FIELD_INVALID flows:2: column "bytes_fwd": "1e400" is not a count (a whole number from 0)',
  ],
  [
    ROW.replace(',172,', `,${'9'.repeat(60)},`),
    `FIELD_INVALID flows:2: column "bytes_fwd": "${'9'.repeat(40)}…" is not a count (a whole number from 0)`,
  ],
  [`${ROW},1`, 'FIELD_COUNT_INVALID flows:2: 13 fields where the header names 12'],
  ['1', 'FIELD_COUNT_INVALID flows:2: 1 field where the header names 12'],
  [`"1"2,${ROW}`, 'QUOTE_INVALID flows:2: text follows a closing quotation mark'],
  [`"1,${ROW}`, 'QUOTE_INVALID flows:2: a quotation mark is not closed'],
]

for (const [row, message] of REFUSED)
  test(`a bad row is refused by place and value: ${message}`, async () => {
    assert.equal(await refusal(csv(row), { format: 'csv' }), message)
  })

test('lines are counted through quoted line ends and blank lines', async () => {
  const content = `${HEADER},note\n${ROW},"a\nb\nc"\n\n${ROW.replace('SF,2', 'SF,x')},\n`
  assert.equal(
    await refusal(content, { format: 'csv' }),
    'FIELD_INVALID flows:6: column "pkts_fwd": "x" is not a count (a whole number from 0)',
  )
})

test('where bad rows are to be skipped, each is counted by its code', async () => {
  const bad = REFUSED.slice(0, -1).map(([row]) => row)
  const { records, skipped } = await ingestContent(csv(ROW, ...bad, ROW), {
    format: 'csv',
    onBadRow: 'skip',
  })
  assert.equal(records, 2)
  assert.deepEqual(skipped, { FIELD_INVALID: 8, FIELD_COUNT_INVALID: 2, QUOTE_INVALID: 1 })
})

test('a header without all columns is refused, naming what comes closest', async () => {
  const header = HEADER.replace('dst_port', 'dstport').replace('state', 'flags_seen')
  assert.equal(
    await refusal(`${header}\n${ROW}\n`, { format: 'csv', onBadRow: 'skip' }),
    'HEADER_INVALID flows:1: no columns "dst_port" (closest: "dstport"), "state"',
  )
  assert.equal(
    await refusal(`${HEADER},ts\n`, { format: 'csv' }),
    'HEADER_INVALID flows:1: column "ts" is named twice',
  )
  assert.equal(
    await refusal('\n\n', { format: 'csv' }),
    'HEADER_INVALID flows:1: there is no header line',
  )
})

test('gzip is unpacked whatever the name of the file', async () => {
  const packed = gzipSync(csv(ROW, ROW))
  assert.equal((await ingestContent(packed, { format: 'csv' })).records, 2)
  assert.equal(
    await refusal(packed.subarray(0, -9), { format: 'csv' }),
    'GZIP_INVALID flows: the gzip stream ends too early',
  )
  packed[20] = packed[20]! ^ 0xff
  assert.match(await refusal(packed, { format: 'csv' }), /^GZIP_INVALID flows: /)
})

const flowRecord: fc.Arbitrary<FlowRecord> = fc.record(
  {
    ts: fc.integer({ min: 0, max: 4e12 }).map((ms) => ms / 1000),
    dur: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((ms) => ms / 1000),
    proto: fc.constantFrom('udp', 'sctp', 'gre', '200'),
    src_ip: fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => canonicalAddress(text)!),
    src_port: fc.nat(65535),
    dst_ip: fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => canonicalAddress(text)!),
    dst_port: fc.nat(65535),
    state: fc.constant(''),
    pkts_fwd: fc.maxSafeNat(),
    pkts_bwd: fc.maxSafeNat(),
    bytes_fwd: fc.maxSafeNat(),
    bytes_bwd: fc.maxSafeNat(),
    exporter: fc.ipV4(),
    sampling_interval: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  },
  { noNullPrototype: true },
)

test('any records written as CSV come back the same, whatever the size of the batches', async () => {
  const table = fc.array(flowRecord, { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (records, batchRowCount) => {
      const names = Object.keys(records[0]!) as (keyof FlowRecord)[]
      const lines = records.map((record) => names.map((name) => record[name]).join(','))
      const content = [names.join(','), ...lines].join('\n')
      const { flows } = await ingestContent(content, { format: 'csv', batchRowCount })
      assert.deepEqual(flows, records)
    }),
    { numRuns: 50 },
  )
})
