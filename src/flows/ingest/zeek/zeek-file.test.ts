import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ingestContent, refusal } from '../testing/ingest-content.ts'

const FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'
const tabbed = (line: string): string => line.replaceAll(' ', '\t')
const HEADER = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#open\t2018-09-14-11-40-00',
]
const TCP =
  '1536925227.140658 C1 192.168.1.197 38772 203.0.113.66 6667 tcp irc 2.998333 48 1250 S3 - - 0 ShADadf 5 308 4 1458 -'
const UDP = '1536925230.5 C2 fe80::1 546 ff02::1:2 547 udp dhcp - - - S0 - - 0 D 2 - 0 - -'
const ICMP =
  '1536925231 C3 192.168.1.197 3 192.168.1.1 10 icmp - 1 56 0 OTH - - 0 - 1 84 0 0 (empty)'

function log(fields: string, lines: readonly string[]): string {
  return `${[...HEADER, `#fields\t${fields}`, ...lines, '#close\t2018-09-14-12-00-00'].join('\n')}\n`
}
const PLAIN = log(tabbed(FIELDS), [TCP, UDP, ICMP].map(tabbed))

const EXPECTED = [
  ['192.168.1.197', 38772, '203.0.113.66', 6667, 'tcp', 'SPA_FSPA', 5, 4, 308, 1458],
  ['fe80::1', 546, 'ff02::1:2', 547, 'udp', '', 2, 0, 0, 0],
  ['192.168.1.197', 0, '192.168.1.1', 3 * 256 + 10, 'icmp', '', 1, 0, 84, 0],
]

async function summary(content: string | Uint8Array): Promise<unknown[][]> {
  const { flows } = await ingestContent(content, { format: 'zeek' })
  return flows.map((flow) => [
    flow.src_ip,
    flow.src_port,
    flow.dst_ip,
    flow.dst_port,
    flow.proto,
    flow.state,
    flow.pkts_fwd,
    flow.pkts_bwd,
    flow.bytes_fwd,
    flow.bytes_bwd,
  ])
}

test('a conn.log becomes records with times in milliseconds', async () => {
  assert.deepEqual(await summary(PLAIN), EXPECTED)
  const { flows } = await ingestContent(PLAIN, { format: 'zeek' })
  assert.deepEqual(
    flows.map(({ ts, dur }) => [ts, dur]),
    [
      [1536925227.141, 2.998],
      [1536925230.5, 0],
      [1536925231, 1],
    ],
  )
})

test('labels behind spaces instead of tabs, as in IoT-23, change nothing', async () => {
  const fields = `${tabbed(FIELDS)}   label   detailed-label`
  const lines = [TCP, UDP, ICMP].map((line) => `${tabbed(line)}   Malicious   C&C`)
  assert.deepEqual(await summary(log(fields, lines)), EXPECTED)
})

test('labels behind tabs change nothing either', async () => {
  const fields = tabbed(`${FIELDS} label detailed-label`)
  const lines = [TCP, UDP, ICMP].map((line) => `${tabbed(line)}\tBenign\t-`)
  assert.deepEqual(await summary(log(fields, lines)), EXPECTED)
})

test('logs that were joined, packed or written with another separator read the same', async () => {
  const [tcp, ...rest] = EXPECTED
  assert.deepEqual(await summary(gzipSync(`${PLAIN}${PLAIN}`)), [...EXPECTED, ...EXPECTED])
  const commas = log(FIELDS.replaceAll(' ', ','), [TCP.replaceAll(' ', ',')])
    .replace('\\x09', '\\x2c')
    .replaceAll('\t', ',')
  assert.deepEqual(await summary(commas), [tcp])
  assert.equal(rest.length, 2)
})

test('the JSON form of the log reads the same', async () => {
  const names = FIELDS.split(' ')
  const objects = [TCP, UDP, ICMP].map((line) =>
    Object.fromEntries(
      line
        .split(' ')
        .map((value, index) => [names[index]!, value] as const)
        .filter(([, value]) => value !== '-')
        .map(([name, value]) => [
          name,
          /^[0-9.]+$/.test(value) && !name.endsWith('_h') ? Number(value) : value,
        ]),
    ),
  )
  const content = objects.map((object) => JSON.stringify(object)).join('\n')
  assert.deepEqual(await summary(content), EXPECTED)
  const iso = content.replace('"ts":1536925230.5', '"ts":"2018-09-14T11:40:30.500000Z"')
  assert.notEqual(iso, content)
  assert.deepEqual(
    (await ingestContent(iso, { format: 'zeek' })).flows,
    (await ingestContent(content, { format: 'zeek' })).flows,
  )
})

test('octets of IP packets are preferred, and those of payload taken where they are missing', async () => {
  const fields = FIELDS.replace(' orig_ip_bytes', '').replace(' resp_ip_bytes', '')
  const line = TCP.replace(' 5 308 4 1458 ', ' 5 4 ')
  const { flows } = await ingestContent(log(tabbed(fields), [tabbed(line)]), { format: 'zeek' })
  assert.deepEqual([flows[0]!.bytes_fwd, flows[0]!.bytes_bwd], [48, 1250])
})

test('without a history the state tells the flags', async () => {
  const line = tabbed(TCP).replace('ShADadf', '-')
  const { flows } = await ingestContent(log(tabbed(FIELDS), [line]), { format: 'zeek' })
  assert.equal(flows[0]!.state, 'SA_FSA')
})

test('what is wrong is named with its line and column', async () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      log(tabbed(FIELDS), [tabbed(TCP), tabbed(TCP).replace('6667', '66670')]),
      'FIELD_INVALID flows:9: column "id.resp_p": "66670" is not a port (0–65535)',
    ],
    [
      log(tabbed(FIELDS), [tabbed(TCP).slice(0, -10)]),
      'FIELD_COUNT_INVALID flows:8: 18 fields where the header names 21',
    ],
    [tabbed(TCP), 'HEADER_INVALID flows:1: there is no #fields line before this one'],
    [HEADER.join('\n'), 'HEADER_INVALID flows:6: there is no #fields line'],
    [
      log(tabbed(FIELDS.replace('id.resp_h', 'id.resp')), []),
      'HEADER_INVALID flows:7: no column "id.resp_h" (closest: "id.resp")',
    ],
    [
      log(tabbed(FIELDS), []).replace('#path\tconn', '#path\tdns'),
      'HEADER_INVALID flows:5: this is Zeek\'s "dns" log; only conn.log holds flows',
    ],
    ['{"ts":1,', 'JSON_INVALID flows:1: "{\\"ts\\":1," is not a JSON object'],
    [
      '{"ts":1,"proto":"tcp","id.orig_h":"::1"}',
      'FIELD_INVALID flows:1: column "id.resp_h" is empty; an IP address is needed',
    ],
  ]
  for (const [content, message] of cases)
    assert.equal(await refusal(content, { format: 'zeek' }), message)
})
