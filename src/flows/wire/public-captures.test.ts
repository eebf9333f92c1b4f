/**
 * Datagrams of many vendors with what other collectors made of them, where the shared test data is
 * at hand (it is not part of this repository).
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { canonicalAddress } from '../../core/address.ts'
import { protocolNumber } from '../../core/protocol.ts'
import { TestCollector, type TestRow } from './testing/decoding.ts'

const PLACE = resolve(import.meta.dirname, '../../../../shared/data/wire')
const skip = existsSync(PLACE) ? false : `no shared test data at ${PLACE}`

type LogstashCase = {
  readonly case: string
  readonly packets: readonly string[]
  readonly decodedCount: number | null
  readonly expected: readonly Readonly<Record<string, unknown>>[]
}

/** Column → names that logstash gives it, in the order of our precedence. */
const LOGSTASH_NAMES: Partial<Record<keyof TestRow, readonly string[]>> = {
  srcPort: ['l4_src_port', 'sourceTransportPort', 'tcp_src_port'],
  dstPort: ['l4_dst_port', 'destinationTransportPort', 'udp_dst_port'],
  protocol: ['protocol', 'protocolIdentifier'],
  tcpFlags: ['tcp_flags', 'tcpControlBits'],
  packets: ['in_pkts', 'packetDeltaCount', 'out_pkts', 'packetTotalCount'],
  octets: ['in_bytes', 'octetDeltaCount', 'out_bytes', 'octetTotalCount'],
  reversePackets: ['reversePacketTotalCount'],
  reverseOctets: ['reverseOctetTotalCount'],
  ingressInterface: ['input_snmp', 'ingressInterface'],
  egressInterface: ['output_snmp', 'egressInterface'],
}
const LOGSTASH_SOURCES = [
  'ipv4_src_addr',
  'ipv6_src_addr',
  'sourceIPv4Address',
  'sourceIPv6Address',
]

/** Where we mean something else, and why. */
const LOGSTASH_DIFFERENCES: Readonly<Record<string, readonly (keyof TestRow)[]>> = {
  // An echo request: type and code are our destination port.
  'Netflow 9 Cisco ASA': ['dstPort'],
  // Flows that leave the interface count in OUT_BYTES, with IN_BYTES zero.
  'Netflow 9 template with 0 length fields': ['packets', 'octets'],
}

/** Records that logstash leaves out because they came before their template; we keep them for it. */
const LOGSTASH_EARLY: Readonly<Record<string, number>> = {
  'ipfix_test_netscaler_data.dat ipfix_test_netscaler_tpl.dat ipfix_test_netscaler_tpl.dat ipfix_test_netscaler_data.dat': 3,
}

/** Options records and records without addresses among the decodedCount of a case. */
const LOGSTASH_OTHERS: Readonly<Record<string, number>> = {
  'Netflow 9 multiple netflow exporters': 1,
  IPFIX: 1,
  'IPFIX options template from Juniper MX240 JunOS 15.1 R6 S3': 1,
  'Netflow 9 Fortigate FortiOS 5.2.1': 1,
  'Juniper SRX options template with 0 scope field length': 1,
  'Netflow 9 Cisco ASR 9000 series options template 256': 19,
  'Netflow 9 Cisco NBAR options template 260': 15,
  'Netflow 9 Cisco WLC': 19,
  'IPFIX YAF basic with applabel': 1,
}

test('51 cases of logstash decode to the same addresses, ports, counts and flags', { skip }, () => {
  const cases = JSON.parse(
    readFileSync(join(PLACE, 'logstash/expected.json'), 'utf8'),
  ) as LogstashCase[]
  assert.equal(cases.length, 51)
  for (const { case: name, packets, decodedCount, expected } of cases) {
    const collector = new TestCollector()
    for (const packet of packets) collector.feed(readFileSync(join(PLACE, 'logstash', packet)))
    const { rows } = collector.result
    if (decodedCount !== null) {
      const others = (LOGSTASH_OTHERS[name] ?? 0) - (LOGSTASH_EARLY[packets.join(' ')] ?? 0)
      assert.equal(rows.length + others, decodedCount, name)
    }
    for (const record of expected) {
      const source = LOGSTASH_SOURCES.map((key) => record[key]).find((value) => value !== undefined)
      if (source === undefined) continue
      const wanted = wantedColumns(record, LOGSTASH_DIFFERENCES[name] ?? [])
      wanted.source = canonicalAddress(String(source))
      assert.ok(
        rows.some((row) => matches(row, wanted)),
        `${name}: ${JSON.stringify(wanted)}`,
      )
    }
  }
})

function wantedColumns(
  record: Readonly<Record<string, unknown>>,
  except: readonly (keyof TestRow)[],
): Record<string, unknown> {
  const wanted: Record<string, unknown> = {}
  for (const [column, names] of Object.entries(LOGSTASH_NAMES)) {
    const value = names.map((name) => record[name]).find((found) => found !== undefined)
    if (value !== undefined && !except.includes(column as keyof TestRow)) wanted[column] = value
  }
  return wanted
}

function matches(row: TestRow, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([column, value]) => row[column as keyof TestRow] === value)
}

/** What telegraf prints of an IP flow, one line each. */
const TELEGRAF_CASES: readonly string[] = [
  'ipfix_example',
  'ipfix_pen_35632',
  'issue_13305',
  'issue_14370',
  'netflow_v5_example',
  'netflow_v9_example',
  'sflow_issue_15375',
  'sflow_issue_15918',
  'sflow_issue_18876',
  'sflow_v5_example',
]

test('cases of telegraf decode to the same addresses, ports and counts', { skip }, () => {
  let total = 0
  for (const name of TELEGRAF_CASES) {
    const place = join(PLACE, 'telegraf', name)
    const collector = new TestCollector()
    const files = readdirSync(place).filter((file) => file.endsWith('.bin'))
    for (const file of files.sort()) collector.feed(readFileSync(join(place, file)))
    const { rows } = collector.result
    const lines = readFileSync(join(place, 'expected.out'), 'utf8').split('\n')
    let compared = 0
    for (const line of lines) {
      const wanted = telegrafColumns(line)
      if (!wanted) continue
      compared++
      assert.ok(
        rows.some((row) => matches(row, wanted)),
        `${name}: ${JSON.stringify(wanted)}`,
      )
    }
    assert.equal(rows.length, compared, name)
    total += compared
  }
  assert.ok(total > 50)
})

function telegrafColumns(line: string): Record<string, unknown> | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`[ ,]${name}="?([^",]*?)[ui]?"?(?=,|$| \\d{19})`).exec(line)?.[1]
  const source = field('src') ?? field('src_ip')
  const destination = field('dst') ?? field('dst_ip')
  if (!source || !destination) return undefined
  const wanted: Record<string, unknown> = {
    source: canonicalAddress(source),
    destination: canonicalAddress(destination),
  }
  const numbers = { srcPort: 'src_port', packets: 'in_packets' }
  for (const [column, key] of Object.entries(numbers)) {
    const value = field(key)
    if (value !== undefined) wanted[column] = Number(value)
  }
  const protocol = field('protocol')
  if (protocol && protocolNumber(protocol) !== undefined)
    wanted['protocol'] = protocolNumber(protocol)
  return wanted
}
