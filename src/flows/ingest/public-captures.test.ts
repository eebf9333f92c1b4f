/**
 * Captures of real exporters, decoded from the file to the row, where the shared test data is at hand
 * (it is not part of this repository). Expectations: pmacct's own output; for akvorado's captures what
 * tshark counts and what is announced in them.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { canonicalAddress, formatAddress } from '../../core/address.ts'
import { protocolNumber } from '../../core/protocol.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import { FlowBatch, readUint64 } from '../wire/flow-batch.ts'
import { readPcap } from './capture/pcap.ts'

const PLACE = resolve(import.meta.dirname, '../../../../shared/data/wire')
const skip = existsSync(PLACE) ? false : `no shared test data at ${PLACE}`

test('captures of Cisco routers give the rows that pmacct printed', { skip }, async () => {
  for (const name of readdirSync(join(PLACE, 'pmacct'))) {
    const place = join(PLACE, 'pmacct', name)
    const batch = await decodeCaptures(join(place, 'traffic-00.pcap'))
    const lines = readFileSync(join(place, 'output-flow-00.json'), 'utf8').trim().split('\n')
    const printed = lines.map((line) => printedRow(JSON.parse(line)))
    // pmacct scales by the sampling interval that the options of capture 104 announce.
    const factor = name.startsWith('104') ? 256 : 1
    assert.deepEqual(rowTexts(batch, factor).sort(), printed.sort(), name)
    assert.equal(batch.samplingInterval[0], factor, name)
  }
})

type Printed = {
  readonly ip_src: string
  readonly ip_dst: string
  readonly port_src: number
  readonly port_dst: number
  readonly ip_proto: string
  readonly iface_in: number
  readonly iface_out: number
  readonly packets: number
  readonly bytes: number
}

function printedRow(row: Printed): string {
  return [
    canonicalAddress(row.ip_src),
    row.port_src,
    canonicalAddress(row.ip_dst),
    row.port_dst,
    protocolNumber(row.ip_proto) ?? PRINTED_PROTOCOLS[row.ip_proto] ?? row.ip_proto,
    row.iface_in,
    row.iface_out,
    row.packets,
    row.bytes,
  ].join(' ')
}

const PRINTED_PROTOCOLS: Readonly<Record<string, number>> = { vrrp: 112 }

function rowTexts(batch: FlowBatch, factor: number): string[] {
  return Array.from({ length: batch.length }, (_none, row) =>
    [
      formatAddress(batch.srcAddress, 16 * row),
      batch.srcPort[row],
      formatAddress(batch.dstAddress, 16 * row),
      // pmacct leaves the port of ICMP at 0.
      [1, 58].includes(batch.protocol[row]!) ? 0 : batch.dstPort[row],
      batch.protocol[row],
      batch.ingressInterface[row],
      batch.egressInterface[row],
      readUint64(batch.packets, row) * factor,
      readUint64(batch.octets, row) * factor,
    ].join(' '),
  )
}

type Expectation = {
  readonly files: readonly string[]
  readonly rows: number
  readonly samplingIntervals?: readonly number[]
  /** Of the first row. */
  readonly source?: string
  readonly octets?: number
  readonly refused?: Readonly<Record<string, number>>
}

const MULTIPLE = 'netflow/multiplesamplingrates'

/** A row of counts or values each: one behaviour per capture. */
const AKVORADO: Readonly<Record<string, Expectation>> = {
  'sampling by options': {
    files: ['options-template', 'options-data', 'template', 'data'].map((n) => `netflow/${n}`),
    rows: 4,
    samplingIntervals: [30_000],
    source: '198.38.121.178',
  },
  'several samplers': {
    files: ['-options-template', '-options-data', '-template', '-data'].map((n) => MULTIPLE + n),
    rows: 12,
    samplingIntervals: [2000, 4000],
  },
  'sampling in the record': {
    files: ['netflow/samplingrate-template', 'netflow/samplingrate-data'],
    rows: 6,
    samplingIntervals: [2048],
  },
  'templates and data': {
    files: ['netflow/data+templates'],
    rows: 21,
  },
  'link layer section': {
    files: ['netflow/datalink-template', 'netflow/datalink-data'],
    rows: 1,
    source: '51.51.51.51',
    octets: 96,
  },
  pseudowire: {
    files: ['template', 'data'].map((n) => `netflow/ethernet-over-mpls-with-control-word-${n}`),
    rows: 10,
    source: '198.51.100.19',
  },
  biflow: {
    files: ['netflow/ipfixprobe-templates', 'netflow/ipfixprobe-data'],
    rows: 4,
    source: '10.10.1.4',
    octets: 62,
  },
  icmp: { files: ['netflow/icmp-template', 'netflow/icmp-data'], rows: 4 },
  srv6: { files: ['netflow/ipfix-srv6-template', 'netflow/ipfix-srv6-data'], rows: 1, octets: 104 },
  mpls: { files: ['netflow/mpls'], rows: 2, samplingIntervals: [10] },
  'address translation': { files: ['netflow/nat'], rows: 9, source: '172.16.100.198' },
  'NetFlow v5': { files: ['netflow/nfv5'], rows: 29, source: '161.202.212.212', octets: 133 },
  'physical interfaces': {
    files: ['netflow/physicalinterfaces'],
    rows: 8,
    samplingIntervals: [1000],
  },
  sFlow: { files: ['sflow/data-1140'], rows: 5, samplingIntervals: [1024], octets: 1500 },
  'sFlow discarded': { files: ['sflow/data-discard-interface'], rows: 1, octets: 1500 },
  'sFlow QinQ': { files: ['sflow/data-qinq'], rows: 1, source: '49.49.49.2', octets: 80 },
  'sFlow outer header of a tunnel': { files: ['sflow/data-encap-vxlan'], rows: 1, octets: 154 },
  'sFlow expanded': { files: ['sflow/data-sflow-expanded-sample'], rows: 1, octets: 104 },
  'sFlow summary': { files: ['sflow/data-sflow-ipv4-data'], rows: 1, octets: 1344 },
  'sFlow raw IPv4': { files: ['sflow/data-sflow-raw-ipv4'], rows: 2, source: '69.58.92.107' },
}

test('captures with one behaviour each decode as tshark counts them', { skip }, async () => {
  for (const [name, wanted] of Object.entries(AKVORADO)) {
    const refused: Record<string, number> = {}
    const paths = wanted.files.map((file) => join(PLACE, 'akvorado', `${file}.pcap`))
    const batch = await decodeCaptures(...paths.map((path) => ({ path, refused })))
    assert.equal(batch.length, wanted.rows, name)
    assert.deepEqual(refused, wanted.refused ?? {}, name)
    if (wanted.source) assert.equal(formatAddress(batch.srcAddress), wanted.source, name)
    if (wanted.octets) assert.equal(readUint64(batch.octets, 0), wanted.octets, name)
    const intervals = new Set(batch.samplingInterval.subarray(0, batch.length))
    if (wanted.samplingIntervals)
      assert.deepEqual(
        [...intervals].sort((a, b) => a - b),
        wanted.samplingIntervals,
        name,
      )
  }
})

type Capture = string | { readonly path: string; readonly refused: Record<string, number> }

async function decodeCaptures(...captures: readonly Capture[]): Promise<FlowBatch> {
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(1024)
  for (const capture of captures) {
    const { path, refused } = typeof capture === 'string' ? { path: capture, refused: {} } : capture
    const counts: Record<string, number> = refused
    for await (const { payload, srcAddress, srcPort, atMs } of readPcap(path))
      decoder.decode(
        payload,
        { exporter: srcAddress, port: srcPort },
        atMs,
        { batch: () => batch },
        {
          refused: (code, count) => {
            counts[code] = (counts[code] ?? 0) + count
          },
        },
      )
  }
  return batch
}
