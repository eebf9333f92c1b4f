import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ingestFile } from '../ingest-file.ts'
import {
  ingestContent,
  noEngine,
  RECEIVED_AT_MS,
  refusal,
  withFile,
} from '../testing/ingest-content.ts'
import { argusStartMs } from './argus-time.ts'

const HEADER =
  'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label'
const TCP =
  '2011/08/10 09:46:53.047277,3550.182373,tcp,212.50.71.179,39678,  <?>,147.32.84.229,13363,FSPA_FSPA,0,0,12,875,413,flow=Background'
const argus = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`

test('a row of a binetflow file becomes one record, its packets shared out', async () => {
  const { flows } = await ingestContent(argus(TCP), { format: 'argus' })
  assert.deepEqual(flows, [
    {
      ts: Date.UTC(2011, 7, 10, 9, 46, 53, 47) / 1000,
      dur: 3550.182,
      proto: 'tcp',
      src_ip: '212.50.71.179',
      src_port: 39678,
      dst_ip: '147.32.84.229',
      dst_port: 13363,
      state: 'FSPA_FSPA',
      pkts_fwd: 6,
      pkts_bwd: 6,
      bytes_fwd: 413,
      bytes_bwd: 462,
      exporter: '::',
      sampling_interval: 1,
    },
  ])
})

test('an arrow to the left means that the destination began', async () => {
  const row = TCP.replace('<?>', '<-')
    .replace('FSPA_FSPA', 'SA_SPA')
    .replace('12,875,413', '3,1000,900')
  const { flows } = await ingestContent(argus(row), { format: 'argus' })
  const [flow] = flows
  assert.deepEqual(
    [flow!.src_ip, flow!.src_port, flow!.dst_ip, flow!.dst_port],
    ['147.32.84.229', 13363, '212.50.71.179', 39678],
  )
  assert.deepEqual(
    [flow!.pkts_fwd, flow!.pkts_bwd, flow!.bytes_fwd, flow!.bytes_bwd],
    [1, 2, 100, 900],
  )
  assert.equal(flow!.state, 'SPA_SA')
})

test('a question mark in the direction leaves the initiator unknown', async () => {
  const directions = ['->', '<-', '<->', '<?>', '?>', '<?']
  const rows = directions.map((direction) => TCP.replace('<?>', direction))
  const known = await withFile('flows', argus(...rows), async (path) => {
    let column: number[] = []
    await ingestFile(
      path,
      { format: 'argus', receivedAtMs: RECEIVED_AT_MS, engine: noEngine },
      async (batch) => {
        column = [...batch.biflowDirection.subarray(0, batch.length)]
        assert.ok(
          batch.receivedAt.subarray(0, batch.length).every((at) => at === RECEIVED_AT_MS / 1000),
        )
      },
      () => {},
    )
    return column
  })
  assert.deepEqual(known, [1, 1, 1, 0, 0, 0])
})

test('packets per direction are taken as they are where the file has them', async () => {
  const content = `${HEADER},SrcPkts,DstPkts\n${TCP},10,2\n`
  const { flows } = await ingestContent(content, { format: 'argus' })
  assert.deepEqual([flows[0]!.pkts_fwd, flows[0]!.pkts_bwd], [10, 2])
})

test('ICMP has type and code in hexadecimal, other names of protocols are known', async () => {
  const row = (proto: string, sport: string, dport: string): string =>
    `2011/08/10 09:46:53,0,${proto},192.0.2.1,${sport},->,192.0.2.2,${dport},URP,0,0,1,60,60,x`
  const { flows, skipped } = await ingestContent(
    argus(
      row('icmp', '0x0303', '0x0d71'),
      row('icmp', '0x0008', '0xb84b'),
      row('rtp', '5004', '5004'),
      row('igmp', '', ''),
      row('arp', '', ''),
    ),
    { format: 'argus' },
  )
  assert.deepEqual(
    flows.map((flow) => [flow.proto, flow.src_port, flow.dst_port]),
    [
      ['icmp', 0, 0x0303],
      ['icmp', 0, 0x0800],
      ['udp', 5004, 5004],
      ['igmp', 0, 0],
    ],
  )
  assert.deepEqual(skipped, { NOT_IP: 1 })
})

test('times are those of UTC, and no others', () => {
  assert.equal(argusStartMs('1970-01-01 00:00:01.0005'), 1001)
  assert.equal(argusStartMs('1313743613.0415'), 1313743613042)
  for (const text of [
    '',
    'yesterday',
    '2011/02/30 00:00:00',
    '2011/01/01 24:00:00',
    '11/01/01 00:00:00',
  ])
    assert.equal(argusStartMs(text), -1, text)
})

test('what is wrong is named with its line and column', async () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      argus(TCP, TCP.replace('39678', 'http')),
      'FIELD_INVALID flows:3: column "sport": "http" is not a port (0–65535)',
    ],
    [
      argus(TCP.replace('2011/08/10', '2011/13/10')),
      'FIELD_INVALID flows:2: column "starttime": "2011/13/10 09:46:53.047277" is not a time (2011/08/10 09:46:53.047277, or epoch seconds)',
    ],
    [
      argus(TCP.replace(',413,', ',876,')),
      'FIELD_INVALID flows:2: column "srcbytes": "876" is not at most the TotBytes of 875',
    ],
    [HEADER.replace('TotPkts,', ''), 'HEADER_INVALID flows:1: no column "totpkts"'],
  ]
  for (const [content, message] of cases)
    assert.equal(await refusal(content, { format: 'argus' }), message)
})
