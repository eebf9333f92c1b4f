/**
 * Datagrams of many vendors, decoded as `noroshi decode` does it, against what other collectors made of
 * them: every expected record, every column that both hold. Where the shared test data is at hand (it
 * is not part of this repository). What differs is listed here and explained in docs/decisions/0013.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { decodeFiles } from '../src/app/decode-files.ts'
import { canonicalAddress } from '../src/core/address.ts'
import { protocolName, protocolNumber } from '../src/core/protocol.ts'
import type { FlowRecord } from '../src/flows/wire/flow-record.ts'

const PLACE = resolve(import.meta.dirname, '../../shared/data/wire')
const skip = existsSync(PLACE) ? false : `no shared test data at ${PLACE}`
const NOW_MS = Date.UTC(2026, 0, 1)

type Column = keyof FlowRecord
/** What a record must be; the times within a tolerance below. */
type Wanted = Partial<Record<Column, string | number>>
type Fields = Readonly<Record<string, unknown>>

async function decode(...files: readonly string[]): Promise<FlowRecord[]> {
  const records: FlowRecord[] = []
  const failed = (error: Error) => assert.fail(error.message)
  const options = { files, nowMs: NOW_MS, refused: () => {}, failed }
  for await (const record of decodeFiles(options)) records.push(record)
  return records
}

/** Their names of a column, in the order of our precedence. */
const LOGSTASH: Readonly<Partial<Record<Column, readonly string[]>>> = {
  src_ip: ['ipv4_src_addr', 'ipv6_src_addr', 'sourceIPv4Address', 'sourceIPv6Address'],
  dst_ip: ['ipv4_dst_addr', 'ipv6_dst_addr', 'destinationIPv4Address', 'destinationIPv6Address'],
  proto: ['protocol', 'protocolIdentifier'],
  src_port: ['l4_src_port', 'sourceTransportPort'],
  dst_port: ['l4_dst_port', 'destinationTransportPort'],
  pkts_fwd: ['in_pkts', 'packetDeltaCount', 'packetTotalCount', 'out_pkts'],
  bytes_fwd: [
    'in_bytes',
    'octetDeltaCount',
    'octetTotalCount',
    'in_permanent_bytes',
    'fwd_flow_delta_bytes',
    'out_bytes',
  ],
  pkts_bwd: ['reversePacketTotalCount'],
  bytes_bwd: ['reverseOctetTotalCount', 'rev_flow_delta_bytes'],
  sampling_interval: ['sampling_interval'],
}
const LOGSTASH_START = [
  'first_switched',
  'flow_start_msec',
  'flowStartMilliseconds',
  'flowStartSeconds',
  'flowStartMicroseconds',
]
const LOGSTASH_END = [
  'last_switched',
  'event_time_msec',
  'flowEndMilliseconds',
  'flowEndSeconds',
  'flowEndMicroseconds',
]

/** Case → columns whose values are not theirs; each explained in docs/decisions/0013. */
const LOGSTASH_DIFFERENCES: Readonly<Record<string, Wanted>> = {
  'Netflow 9 Cisco ASA': { dst_port: 2048 },
  'Netflow 9 template with 0 length fields': { pkts_fwd: 1, bytes_fwd: 32 },
}
/** NetFlow v5 and v9: logstash subtracts an uptime's whole seconds and then adds its fraction. */
const LOGSTASH_LATE_S = 2

/** The uptimes of this datagram end weeks after its export, which its two times show in two ways. */
const LOGSTASH_WITHOUT_TIME: ReadonlySet<string> = new Set(['Netflow 5 valid 01'])

/** Records that are no flow: options, and statistics of access points. */
const LOGSTASH_NO_FLOWS = 10

test('every record of 51 cases of logstash, every column that both hold', {
  skip,
}, async (context) => {
  type Case = {
    readonly case: string
    readonly packets: readonly string[]
    readonly expected: readonly Fields[]
  }
  const place = join(PLACE, 'logstash')
  const cases: Case[] = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8'))
  assert.equal(cases.length, 51)
  const seen = { records: 0, values: 0, notFlows: 0, cases: 0 }
  for (const { case: name, packets, expected } of cases) {
    const records = await decode(...packets.map((packet) => join(place, packet)))
    seen.cases += 1
    for (const fields of expected) {
      const wanted = logstashRecord(name, fields)
      if (wanted.src_ip === undefined) seen.notFlows += 1
      else {
        seen.records += 1
        seen.values += takeMatch(records, wanted, name)
      }
    }
  }
  assert.equal(seen.notFlows, LOGSTASH_NO_FLOWS)
  assert.ok(seen.records > 50, `${seen.records} records`)
  context.diagnostic(JSON.stringify(seen))
})

function logstashRecord(name: string, fields: Fields): Wanted {
  const wanted: Wanted = {}
  for (const [column, names] of Object.entries(LOGSTASH)) {
    const value = names.map((each) => fields[each]).find((found) => found !== undefined)
    // A sampling interval of 0 is none, which is 1 in 1 to us.
    if (value !== undefined)
      wanted[column as Column] =
        column === 'sampling_interval' ? Number(value) || 1 : (value as string | number)
  }
  if (wanted.src_ip === undefined) return {}
  wanted.src_ip = preferred(fields, LOGSTASH.src_ip!)
  wanted.dst_ip = preferred(fields, LOGSTASH.dst_ip!)
  wanted.proto = protocolName(Number(wanted.proto ?? 0))
  const start = timeOf(fields, LOGSTASH_START)
  const end = timeOf(fields, LOGSTASH_END)
  if (start !== undefined && !LOGSTASH_WITHOUT_TIME.has(name)) {
    wanted.ts = start
    if (end !== undefined) wanted.dur = end - start
  }
  const flags = fields['tcp_flags'] ?? fields['tcpControlBits']
  if (wanted.proto === 'tcp' && typeof flags === 'number') wanted.state = `${letters(flags)}_`
  if (wanted.proto === 'tcp' && typeof fields['unionTCPFlags'] === 'number')
    wanted.state =
      letters(Number(fields['initialTCPFlags']) | fields['unionTCPFlags']) +
      `_${letters(Number(fields['reverseInitialTCPFlags']) | Number(fields['reverseUnionTCPFlags']))}`
  return { ...wanted, ...LOGSTASH_DIFFERENCES[name] }
}

/** The family that is filled, where a record has room for both. */
function preferred(fields: Fields, names: readonly string[]): string {
  const found = names.map((name) => fields[name]).filter((value) => typeof value === 'string')
  const filled = found.find((value) => value !== '::' && value !== '0.0.0.0') ?? found[0]
  return canonicalAddress(String(filled))!
}

/** Epoch seconds; they print seconds as numbers or as text, milliseconds as either. */
function timeOf(fields: Fields, names: readonly string[]): number | undefined {
  const value = names.map((name) => fields[name]).find((found) => found !== undefined)
  if (value === undefined) return undefined
  if (typeof value === 'string') return Date.parse(value) / 1000
  return Number(value) > 1e11 ? Number(value) / 1000 : Number(value)
}

/** TCP flags as `state` writes them. */
function letters(flags: number): string {
  return [...'FSRPAUEC'].filter((_letter, bit) => flags & (1 << bit)).join('')
}

/** Takes the record that is as wanted out of the list; returns how many values were compared. */
function takeMatch(records: FlowRecord[], wanted: Wanted, name: string): number {
  const index = records.findIndex((record) => isAsWanted(record, wanted))
  assert.ok(
    index >= 0,
    `${name}: no record is ${JSON.stringify(wanted)}; nearest ${JSON.stringify(nearest(records, wanted))}`,
  )
  records.splice(index, 1)
  return Object.keys(wanted).length
}

function isAsWanted(record: FlowRecord, wanted: Wanted): boolean {
  return Object.entries(wanted).every(([column, value]) => {
    const ours = record[column as Column]
    if (column === 'ts') return isWithin(Number(value) - Number(ours), 0, LOGSTASH_LATE_S)
    // Both ends are late, each by its own fraction of a second.
    if (column === 'dur') return isWithin(Number(value) - Number(ours), -1, 1)
    return ours === value
  })
}

/** Floating point times differ in the last digit. */
function isWithin(difference: number, from: number, to: number): boolean {
  return difference > from - 0.0015 && difference < to + 0.0015
}

function nearest(records: readonly FlowRecord[], wanted: Wanted): FlowRecord | undefined {
  const distance = (record: FlowRecord): number =>
    Object.entries(wanted).filter(([column, value]) => record[column as Column] !== value).length
  return [...records].sort((a, b) => distance(a) - distance(b))[0]
}

/** Lines of telegraf that are no flow, by case: counters, options, notices of dropped packets. */
const TELEGRAF: Readonly<Record<string, { readonly flows: number; readonly others: number }>> = {
  ipfix_example: { flows: 29, others: 2 },
  ipfix_options: { flows: 0, others: 126 },
  ipfix_pen_35632: { flows: 2, others: 0 },
  issue_13305: { flows: 2, others: 0 },
  issue_14370: { flows: 2, others: 0 },
  netflow_v5_example: { flows: 8, others: 0 },
  netflow_v9_example: { flows: 8, others: 0 },
  netflow_v9_options: { flows: 0, others: 8 },
  sflow_issue_15375: { flows: 0, others: 1 },
  sflow_issue_15918: { flows: 6, others: 1 },
  sflow_issue_18876: { flows: 0, others: 1 },
  sflow_v5_example: { flows: 0, others: 1 },
}

test('every line of 12 cases of telegraf, every column that both hold', {
  skip,
}, async (context) => {
  assert.deepEqual(readdirSync(join(PLACE, 'telegraf')).sort(), Object.keys(TELEGRAF).sort())
  const seen = { records: 0, values: 0, notFlows: 0, cases: 0 }
  for (const [name, { flows, others }] of Object.entries(TELEGRAF)) {
    const place = join(PLACE, 'telegraf', name)
    const files = readdirSync(place).filter((file) => file.endsWith('.bin'))
    const records = await decode(...files.sort().map((file) => join(place, file)))
    assert.equal(records.length, flows, name)
    const lines = readFileSync(join(place, 'expected.out'), 'utf8').trim().split('\n')
    const wanted = lines.map(telegrafRecord).filter((record) => record !== undefined)
    assert.equal(wanted.length, flows, name)
    assert.equal(lines.length - wanted.length, others, name)
    for (const record of wanted) seen.values += takeMatch(records, record, name)
    seen.records += flows
    seen.notFlows += others
    seen.cases += 1
  }
  context.diagnostic(JSON.stringify(seen))
})

function telegrafRecord(line: string): Wanted | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`[ ,]${name}="?([^",]*?)[ui]?"?(?=,|$| \\d{10,19}$)`).exec(line)?.[1]
  const number = (...names: string[]): number | undefined =>
    names.map(field).flatMap((value) => (value === undefined ? [] : [Number(value)]))[0]
  const source = field('src')
  const destination = field('dst')
  if (!source || !destination) return undefined
  const isSflow = line.includes('version=sFlow')
  const proto = protocolOf(field('protocol'))
  const startMs = number('flow_start_ms')
  const endMs = number('flow_end_ms')
  const first = number('first_switched')
  const last = number('last_switched')
  const wanted: Record<string, string | number | undefined> = {
    src_ip: canonicalAddress(source)!,
    dst_ip: canonicalAddress(destination)!,
    src_port: number('src_port'),
    dst_port: number('dst_port'),
    proto,
    // sFlow: a sample is one packet, and its octets those of the IP packet, not of the frame.
    pkts_fwd: isSflow ? 1 : number('in_packets', 'in_total_packets'),
    bytes_fwd: isSflow ? number('ipv4_total_len') : number('in_bytes', 'in_total_bytes'),
    pkts_bwd: hexadecimal(field('type_29305_86')),
    bytes_bwd: hexadecimal(field('type_29305_85')),
    sampling_interval: number('sampling_interval') || 1,
    ts: startMs && startMs / 1000,
    dur:
      startMs && endMs
        ? (endMs - startMs) / 1000
        : first && last
          ? (last - first) / 1000
          : undefined,
    state: proto === 'tcp' ? stateOf(field('tcp_flags')) : undefined,
  }
  // The extension header of an IPv6 sample is not its protocol.
  if (field('protocol') === 'hopopt') wanted['proto'] = 'ipv6-icmp'
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

function protocolOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : protocolName(protocolNumber(name) ?? Number(name))
}

function hexadecimal(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

/** `...AP...`: their letters, from congestion window to end, are in the order opposite to ours. */
function stateOf(flags: string | undefined): string | undefined {
  if (flags === undefined) return undefined
  return `${[...'FSRPAUEC'].filter((letter) => flags.includes(letter)).join('')}_`
}
