import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../../core/address.ts'
import { SeededRandom } from '../../core/random.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import { FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'
import { createCountry } from '../country.ts'
import { NO_ARTEFACTS } from '../plan/artefacts.ts'
import { Contact, Traffic } from '../traffic/contact.ts'
import { binomial } from '../traffic/draw.ts'
import { ExportQueue } from './export-queue.ts'
import { type Exporter, planExporters } from './exporter.ts'
import { createExporterSession } from './exporter-session.ts'
import { FlowMeter } from './meter.ts'

const START_MS = Date.UTC(2026, 10, 20, 1, 44)

test('draws of the binomial have its mean and its variance', () => {
  const random = new SeededRandom(1)
  for (const [trials, probability] of [
    [6, 0.1],
    [40, 0.01],
    [5000, 0.1],
  ] as const) {
    const draws = Array.from({ length: 20_000 }, () => binomial(random, trials, probability))
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    const expected = trials * probability
    assert.ok(Math.abs(mean / expected - 1) < 0.05, `mean ${mean} of ${expected}`)
    const expectedVariance = expected * (1 - probability)
    assert.ok(Math.abs(variance / expectedVariance - 1) < 0.08, `variance ${variance}`)
  }
})

test('at 1 in 10 a flow of six packets leaves a record as often as 1 − 0.9^6', () => {
  const records = meter(exporterOf('suburb'), 20_000, { packets: 6, octets: 400 })
  assert.ok(Math.abs(records.length / 20_000 - (1 - 0.9 ** 6)) < 0.015, `${records.length}`)
  const packets = records.reduce((sum, record) => sum + record.packets, 0)
  assert.ok(Math.abs(packets / (20_000 * 0.6) - 1) < 0.03, `${packets}`)
})

test('a SYN is in the flags of one record in ten, when one packet in ten is seen', () => {
  const records = meter(exporterOf('suburb'), 20_000, { packets: 10, octets: 700 })
  const opened = records.filter(({ flags }) => (flags & 2) !== 0).length
  assert.ok(Math.abs(opened / 2000 - 1) < 0.1, `${opened}`)
})

test('unsampled, a long flow is cut by the active timeout and nothing is lost', () => {
  const exporter = exporterOf('apartments')
  const records = meter(exporter, 1, { packets: 1001, octets: 90_090, durationMs: 600_500 })
  assert.equal(records.length, Math.ceil(600_500 / exporter.activeTimeoutMs))
  assert.equal(
    records.reduce((sum, record) => sum + record.packets, 0),
    1001,
  )
  assert.ok(records.every(({ durationMs }) => durationMs <= exporter.activeTimeoutMs))
  assert.deepEqual(
    records.map(({ flags }) => flags & 2),
    [2, 0, 0, 0, 0, 0],
  )
})

test('every datagram of the country decodes without a refusal, in sequence', () => {
  const country = createCountry({ seed: 4, subscribers: 400 })
  const decoder = createFlowDecoder()
  const sink = new FlowBatch(20_000)
  const observer = { refused: (code: string, count: number) => assert.fail(`${code} ${count}`) }
  let decoded = 0
  const intervals = new Map<string, Set<number>>()
  const sessions = country.exporters.map((exporter) => {
    const next = sequenceCheck(exporter)
    const session = { exporter: parseAddress(exporter.address)!, port: 40_000 }
    return createExporterSession({
      exporter,
      seed: 4,
      startMs: START_MS,
      emit: (datagram, atMs) => {
        sink.length = 0
        const count = decoder.decode(datagram, session, atMs, { batch: () => sink }, observer)
        next(datagram, count)
        decoded += count
        const seen = intervals.get(exporter.name) ?? new Set()
        intervals.set(exporter.name, seen)
        for (let row = 0; row < sink.length; row++) seen.add(sink.samplingInterval[row]!)
      },
    })
  })
  for (const minute of country.hours(START_MS, 1))
    for (const session of sessions) session.observe(minute)
  for (const session of sessions) session.end()

  assert.equal(
    decoded,
    sessions.reduce((sum, session) => sum + session.recordCount, 0),
  )
  assert.ok(decoded > 5000)
  for (const { name, samplingInterval } of country.exporters)
    assert.deepEqual([...intervals.get(name)!], [samplingInterval], name)
})

function exporterOf(name: string): Exporter {
  return planExporters(undefined, NO_ARTEFACTS, new SeededRandom(1)).find(
    (exporter) => exporter.name === name,
  )!
}

type Measured = { packets: number; octets: number; durationMs: number; flags: number }

function meter(exporter: Exporter, times: number, shape: Partial<Contact>): Measured[] {
  const queue = new ExportQueue(START_MS)
  const flowMeter = new FlowMeter(exporter, queue, new SeededRandom(7))
  const traffic = new Traffic()
  const contact = Object.assign(new Contact(), { tcpFlags: 0x1b, startMs: START_MS }, shape)
  contact.source = parseAddress('100.64.0.1')!
  contact.destination = parseAddress('198.18.0.1')!
  traffic.add(contact)
  for (let i = 0; i < times; i++) flowMeter.observe(traffic.flows, 0)
  const records: Measured[] = []
  queue.drainAll((row) => {
    const { rows } = queue
    records.push({
      packets: readUint64(rows.packets, row),
      octets: readUint64(rows.octets, row),
      durationMs: rows.durationMs[row]!,
      flags: rows.tcpFlags[row]!,
    })
  })
  return records
}

/** Each protocol's own rule; IPFIX counts its options record, so templates are told apart by size. */
function sequenceCheck(exporter: Exporter): (datagram: Uint8Array, records: number) => void {
  let expected = exporter.protocol === 'sflow5' ? 1 : 0
  return (datagram, records) => {
    const view = new DataView(datagram.buffer, datagram.byteOffset)
    const offset = { netflow9: 12, ipfix: 8, sflow5: 16 }[exporter.protocol]
    assert.equal(view.getUint32(offset), expected, exporter.name)
    const hasOptions = exporter.protocol === 'ipfix' && view.getUint16(16) === 2
    expected += exporter.protocol === 'ipfix' ? records + (hasOptions ? 1 : 0) : 1
  }
}
