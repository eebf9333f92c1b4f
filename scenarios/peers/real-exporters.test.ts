/**
 * Real exporters meter one capture of generated traffic and send what they counted to a running
 * service. Three witnesses must agree on it: what was generated, what tshark reads in the exported
 * datagrams, and what is in the flow store.
 */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { canonicalAddress } from '../../src/core/address.ts'
import { openChdb } from '../../src/flows/store/chdb.ts'
import type { FlowEngine } from '../../src/flows/store/flow-engine.ts'
import { DatagramTee } from '../../tools/testing/datagram-tee.ts'
import {
  type FlowTuple,
  flowLines,
  isIpv6,
  mergeFlows,
  splitDirections,
  totalsByKind,
} from '../../tools/testing/flow-tuple.ts'
import { ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import {
  ABSENT_EXPORTERS,
  REAL_EXPORTERS,
  type RealExporter,
} from '../../tools/testing/real-exporters.ts'
import { type TrafficTotals, writeTrafficCapture } from '../../tools/testing/traffic-capture.ts'
import { readWithTshark } from '../../tools/testing/tshark.ts'
import { until } from '../../tools/testing/until.ts'

const CONVERSATIONS = 300
const SEED = 20_261_121
/** A header of NetFlow v9 tells the time in whole seconds. */
const CLOCK_TOLERANCE_MS = 1000
/** sfprobe fills a datagram before it sends it; more than this do not fit into one. */
const LAST_SAMPLES_MAX = 10

type Export = {
  readonly address: string
  readonly datagrams: number
  readonly kernelDrops: number
  readonly capture: string
  readonly port: number
}
type StoredFlow = {
  readonly src: string
  readonly dst: string
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly packets: number
  readonly octets: number
  readonly reversePackets: number
  readonly reverseOctets: number
  readonly startMs: number
}
type ExporterView = {
  readonly address: string
  readonly records: number
  readonly refused: Readonly<Record<string, number>>
  readonly lossRatio: number
}

describe('real exporters', () => {
  const stack = new AsyncDisposableStack()
  const exported = new Map<string, Export | Error>()
  let traffic: TrafficTotals
  let views: readonly ExporterView[]
  let engine: FlowEngine

  before(async () => {
    const directory = stack.use(await temporaryDirectory())
    const capture = join(directory.path, 'traffic.pcap')
    const startMs = Date.now() - 600_000
    traffic = await writeTrafficCapture(capture, {
      seed: SEED,
      conversations: CONVERSATIONS,
      startMs,
    })
    const data = join(directory.path, 'data')
    await mkdir(data)
    // nfreplay states the time of what it replays, which for a live exporter would be a clock gone wrong.
    const configuration = { clockSkew: { correct: false } }
    const service = stack.use(await ServiceProcess.start(data, configuration))
    for (const [index, exporter] of REAL_EXPORTERS.entries()) {
      const place = join(directory.path, exporter.name)
      await mkdir(place)
      // Each is an exporter of its own to the service, so that the store tells them apart.
      const address = `127.0.1.${1 + index}`
      const result = await runExporter(exporter, capture, place, service, address).catch(
        (error: Error) => error,
      )
      exported.set(exporter.name, result)
    }
    await untilStored(service)
    ;({ exporters: views } = await service.api<{ exporters: ExporterView[] }>('/api/v1/exporters'))
    assert.equal(await service.kill('SIGTERM'), 0, service.log)
    engine = await openChdb(join(data, 'flows'))
    stack.defer(() => engine.close())
  })
  after(() => stack.disposeAsync())

  for (const exporter of REAL_EXPORTERS)
    test(`every flow of ${exporter.name} is in the store as tshark reads it`, async (context) => {
      const result = exported.get(exporter.name)
      if (result instanceof Error || !result) throw result
      assert.equal(result.kernelDrops, 0, 'the tee heard everything')
      const wanted = await readWithTshark(result.capture, result.port, exporter.protocol)
      const rows = await storedFlows(engine, result.address)
      const stored = rows.map(flowOf)
      assert.deepEqual(totalsByKind(stored), totalsByKind(wanted))
      assert.deepEqual(flowLines(stored), flowLines(wanted))
      const view = views.find(({ address }) => address === result.address)
      assert.equal(view?.records, wanted.length)
      // An sFlow agent that lives long enough sends interface counters as well, which are no flows.
      const { COUNTER_SAMPLE_SKIPPED: _counters, ...refused } = view?.refused ?? {}
      assert.deepEqual(refused, {})
      if (!exporter.miscountsSequence) assert.equal(view?.lossRatio, 0)
      assertGenerated(exporter, stored, traffic)
      if (!exporter.isPerPacket) assertTimes(rows, traffic)
      context.diagnostic(`${result.datagrams} datagrams, ${JSON.stringify(totalsByKind(stored))}`)
    })
  for (const { name, reason } of ABSENT_EXPORTERS) test(name, { skip: reason }, () => {})
})

async function runExporter(
  exporter: RealExporter,
  traffic: string,
  place: string,
  service: ServiceProcess,
  address: string,
): Promise<Export> {
  using tee = await DatagramTee.open({ port: service.collectorPort, fromAddress: address })
  await exporter.export(traffic, tee.port, place)
  const kernelDrops = await tee.untilSilent()
  const capture = join(place, 'export.pcap')
  await tee.writeCapture(capture)
  const datagrams = tee.datagramCount
  assert.ok(datagrams > 0, `${exporter.name} sent nothing`)
  const heard = `noroshi_datagrams_total{exporter="${address}"}`
  await until(async () => (await service.metric(heard)) === datagrams)
  return { address, datagrams, capture, port: tee.port, kernelDrops }
}

async function untilStored(service: ServiceProcess): Promise<void> {
  await until(async () => {
    const [decoded, acknowledged, waiting] = await Promise.all([
      service.api<{ exporters: ExporterView[] }>('/api/v1/exporters'),
      service.metric('noroshi_segment_records_total'),
      service.metric('noroshi_spool_waiting_octets'),
    ])
    const records = decoded.exporters.reduce((sum, exporter) => sum + exporter.records, 0)
    return records > 0 && records === acknowledged && waiting === 0
  }, 60)
}

function storedFlows(engine: FlowEngine, exporter: string): Promise<StoredFlow[]> {
  return engine.rows<StoredFlow>(
    `SELECT toString(src_address) AS src, toString(dst_address) AS dst, src_port AS srcPort,
       dst_port AS dstPort, protocol, packets, octets, reverse_packets AS reversePackets,
       reverse_octets AS reverseOctets, toUnixTimestamp64Milli(start_at) AS startMs
     FROM flows WHERE exporter = toIPv6({exporter:String})`,
    { exporter },
  )
}

function flowOf(row: StoredFlow): FlowTuple {
  const { reversePackets, reverseOctets, startMs, ...flow } = row
  return {
    ...flow,
    src: canonicalAddress(row.src)!,
    dst: canonicalAddress(row.dst)!,
    ...(reversePackets > 0 ? { reverse: { packets: reversePackets, octets: reverseOctets } } : {}),
  }
}

/** The exporters keep every flow of the capture in their tables, so nothing may be cut or missing. */
function assertGenerated(
  exporter: RealExporter,
  stored: readonly FlowTuple[],
  traffic: TrafficTotals,
): void {
  const comparable = (flow: FlowTuple): FlowTuple =>
    exporter.losesIcmpv6Type && flow.protocol === 58 ? { ...flow, srcPort: 0, dstPort: 0 } : flow
  const directions = mergeFlows(stored.flatMap(splitDirections).map(comparable))
  const generated = traffic.flows
    .filter((flow) => exporter.hasIpv6 || !isIpv6(flow))
    .map(comparable)
  if (!exporter.keepsLastSamples) {
    assert.deepEqual(flowLines(directions), flowLines(generated))
    return
  }
  const packetsOf = (flows: readonly FlowTuple[]): number => totalsByKind(flows)['all']!.packets
  const missing = packetsOf(generated) - packetsOf(directions)
  assert.ok(missing >= 0 && missing <= LAST_SAMPLES_MAX, `${missing} samples are missing`)
}

function assertTimes(rows: readonly StoredFlow[], traffic: TrafficTotals): void {
  const starts = rows.map(({ startMs }) => startMs)
  const first = Math.min(...starts)
  const last = Math.max(...starts)
  assert.ok(Math.abs(first - traffic.startMs) <= CLOCK_TOLERANCE_MS, `first flow at ${first}`)
  assert.ok(last <= traffic.endMs + CLOCK_TOLERANCE_MS, `last flow at ${last}`)
}
