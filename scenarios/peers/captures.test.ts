/**
 * Public captures of many vendors, decoded as `noroshi decode` does it and read by tshark: record by
 * record the same, with flags, starts and durations, or listed here and explained in
 * docs/decisions/0013. Where the shared test data is at hand (it is not part of this repository).
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { decodeFiles } from '../../src/app/decode-files.ts'
import { CaptureFile } from '../../src/flows/ingest/capture/capture-file.ts'
import { readClassicPackets } from '../../src/flows/ingest/capture/pcap-classic.ts'
import type { FlowRecord } from '../../src/flows/wire/flow-record.ts'
import { compareWithTshark } from '../../tools/corpus/compare-tshark.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import {
  ipv4Header,
  LINK_TYPE_RAW,
  pcapContent,
  udpHeader,
} from '../../tools/testing/pcap-content.ts'

const PLACE = resolve(import.meta.dirname, '../../../shared/data/wire')
const skip = existsSync(PLACE) ? false : `no shared test data at ${PLACE}`
const CAPTURED_MS = Date.UTC(2026, 0, 1)

type Capture = { readonly name: string; readonly files: readonly string[] }
/** Differences that are meant, by the beginning of their line. */
type Differences = Readonly<Record<string, readonly string[]>>

const directory = await temporaryDirectory()
after(() => directory[Symbol.asyncDispose]())
const total = { captures: 0, records: 0, details: 0, differences: 0 }
after(() => console.error(`captures compared with tshark: ${JSON.stringify(total)}`))

/** Files that go together: templates and options first, then the data. */
const AKVORADO_GROUPS: readonly (readonly string[])[] = [
  ['options-template', 'options-data', 'template', 'data'],
  ['-options-template', '-options-data', '-template', '-data'].map(
    (part) => `multiplesamplingrates${part}`,
  ),
  ['samplingrate-template', 'samplingrate-data'],
  ['datalink-template', 'datalink-data'],
  ['template', 'data'].map((part) => `ethernet-over-mpls-with-control-word-${part}`),
  ['icmp-template', 'icmp-data'],
  ['ipfix-srv6-template', 'ipfix-srv6-data'],
  ['juniper-cpid-template', 'juniper-cpid-data'],
  ['ipfixprobe-templates', 'ipfixprobe-data'],
  ['data+templates'],
  ['mpls'],
  ['nat'],
  ['nfv5'],
  ['physicalinterfaces'],
]

const AKVORADO_DIFFERENCES: Differences = {
  // A control word of zeros before the inner Ethernet header, as the capture's name says; tshark
  // guesses that there is none and finds an unknown EtherType.
  'ethernet-over-mpls-with-control-word-data': [
    'only we read    6 198.51.100.1 443 → 198.51.100.2',
  ],
}

describe('captures of akvorado', { skip }, () => {
  test('no capture is left out', () => {
    const files = readdirSync(join(PLACE, 'akvorado/netflow')).map((file) => file.slice(0, -5))
    assert.deepEqual(files.sort(), AKVORADO_GROUPS.flat().sort())
  })

  for (const group of AKVORADO_GROUPS) {
    const name = group.at(-1)!
    const files = group.map((file) => join(PLACE, 'akvorado/netflow', `${file}.pcap`))
    test(name, () => compare({ name, files }, AKVORADO_DIFFERENCES))
  }

  for (const file of listed('akvorado/sflow', '.pcap'))
    test(file, () => compare({ name: file, files: [join(PLACE, 'akvorado/sflow', file)] }, {}))
})

const PACKET_DIFFERENCES: Differences = {
  // Pseudowires again: tshark guesses that there is no control word.
  'mpls-eompls-cw.pcap': ['only we read    6 10.31.0.1 11001 → 10.34.0.1 23'],
  'mpls-eompls-invalid-cw.pcap': ['only we read    6 10.31.0.1 11001 → 10.34.0.1 23'],
}

describe('packets of akvorado, sampled by an sFlow agent', { skip }, () => {
  for (const file of listed('akvorado/packet', '.pcap'))
    test(file, async () => {
      const path = join(directory.path, `sampled-${file}`)
      await writeDatagrams(path, 6343, [await sampled(join(PLACE, 'akvorado/packet', file))])
      await compare({ name: file, files: [path] }, PACKET_DIFFERENCES)
    })
})

describe('captures of pmacct', { skip }, () => {
  for (const name of listed('pmacct', ''))
    test(name, () => compare({ name, files: [join(PLACE, 'pmacct', name, 'traffic-00.pcap')] }, {}))
})

const LOGSTASH_DIFFERENCES: Differences = {
  // The uptime at the start of both flows is greater than that of the header: it had wrapped. We count
  // modulo 2^32 (the two ends of the flow then lie 2.6 s apart), tshark does not.
  'Netflow 5 valid 01': [
    '6 10.0.2.2 54435 → 10.0.2.15 22: 5 packets, 230 octets: startMs',
    '6 10.0.2.15 22 → 10.0.2.2 54435: 4 packets, 304 octets: startMs',
  ],
  // More than 30 records: no exporter makes such a datagram, and these hold noise.
  'Netflow 5 invalid 01': new Array(30).fill('only tshark reads '),
  'Netflow 5 invalid 02': new Array(30).fill('only tshark reads '),
  // The header counts fewer sets than there are, and tshark stops there.
  'Netflow 9 invalid 01': [
    'only we read    17 192.168.0.1 53 → 192.168.0.105 55575',
    'only we read    17 2001:44b8:1118:7200::10 123',
  ],
  // tshark takes an element of the vendor, of two octets, for an address and stops.
  'Netflow 9 H3C': new Array(15).fill('only we read    6 10.22.166.'),
}

describe('datagrams of logstash', { skip }, () => {
  type Case = { readonly case: string; readonly packets: readonly string[] }
  const cases: readonly Case[] = skip
    ? []
    : JSON.parse(readFileSync(join(PLACE, 'logstash/expected.json'), 'utf8'))
  for (const [index, { case: name, packets }] of cases.entries())
    test(`${index} ${name}`, async () => {
      const payloads = packets.map((packet) => readFileSync(join(PLACE, 'logstash', packet)))
      const path = join(directory.path, `logstash-${index}.pcap`)
      await writeDatagrams(path, 2055, payloads)
      await compare({ name, files: [path] }, LOGSTASH_DIFFERENCES)
    })
})

const TELEGRAF_DIFFERENCES: Differences = {}

describe('datagrams of telegraf', { skip }, () => {
  for (const name of listed('telegraf', ''))
    test(name, async () => {
      const place = join(PLACE, 'telegraf', name)
      const files = readdirSync(place).filter((file) => file.endsWith('.bin'))
      const payloads = files.sort().map((file) => readFileSync(join(place, file)))
      const path = join(directory.path, `telegraf-${name}.pcap`)
      await writeDatagrams(path, name.startsWith('sflow') ? 6343 : 2055, payloads)
      await compare({ name, files: [path] }, TELEGRAF_DIFFERENCES)
    })
})

async function compare({ name, files }: Capture, expected: Differences): Promise<void> {
  const records: FlowRecord[] = []
  const decoding = decodeFiles({
    files,
    nowMs: CAPTURED_MS,
    refused: () => {},
    failed: (error) => assert.fail(error.message),
  })
  for await (const record of decoding) records.push(record)
  const path = files.length === 1 ? files[0]! : await merged(name, files)
  const { differences, ...compared } = await compareWithTshark(path, records)
  total.captures += 1
  total.records += compared.records
  total.details += compared.details
  total.differences += differences.length
  const meant = expected[name] ?? []
  const unexplained = differences.filter(
    (difference) => !meant.some((beginning) => difference.startsWith(beginning)),
  )
  assert.deepEqual(unexplained, [], name)
  assert.equal(differences.length, meant.length, 'an explanation without its difference')
}

async function merged(name: string, files: readonly string[]): Promise<string> {
  const path = join(directory.path, `${name}.pcap`)
  await promisify(execFile)('mergecap', ['-a', '-F', 'pcap', '-w', path, ...files])
  return path
}

/** A capture of these UDP payloads, all from one exporter. */
async function writeDatagrams(
  path: string,
  port: number,
  payloads: readonly Uint8Array[],
): Promise<void> {
  const from = Buffer.from([192, 0, 2, 1])
  const to = Buffer.from([192, 0, 2, 2])
  const packets = payloads.map((payload, index) => ({
    atMs: CAPTURED_MS + index,
    octets: Buffer.concat([
      ipv4Header(from, to, 17, 8 + payload.length),
      udpHeader(40_000, port, payload.length),
      payload,
    ]),
  }))
  await writeFile(path, pcapContent(LINK_TYPE_RAW, packets))
}

function listed(folder: string, ending: string): string[] {
  if (skip) return []
  return readdirSync(join(PLACE, folder)).filter((file) => file.endsWith(ending))
}

/** An sFlow datagram with the first octets of each packet in the capture, as an agent sends them. */
async function sampled(path: string): Promise<Uint8Array> {
  await using file = await CaptureFile.open(path)
  const samples: Buffer[] = []
  for await (const { octets } of readClassicPackets(file)) {
    const header = Buffer.from(octets.subarray(0, SAMPLED_OCTETS_MAX))
    const padded = Buffer.concat([header, Buffer.alloc((4 - (header.length % 4)) % 4)])
    // Format 1, Ethernet, frame length, octets stripped, octets of header.
    const raw = words(1, 16 + padded.length, 1, octets.length + 4, 4, header.length)
    const sequence = samples.length + 1
    const flow = words(sequence, 3, 1, sequence, 0, 3, 4, 1)
    samples.push(
      Buffer.concat([words(1, flow.length + raw.length + padded.length), flow, raw, padded]),
    )
  }
  const agent = Buffer.from([192, 0, 2, 1])
  return Buffer.concat([words(5, 1), agent, words(0, 1, 1000, samples.length), ...samples])
}

const SAMPLED_OCTETS_MAX = 128

function words(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) octets.writeUInt32BE(value, 4 * index)
  return octets
}
