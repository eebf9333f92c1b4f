import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../core/address.ts'
import { createFlowDecoder } from '../flows/wire/decoder.ts'
import { FlowBatch, type FlowSink, readUint64 } from '../flows/wire/flow-batch.ts'
import { type CountryOptions, createCountry } from './country.ts'
import { createExporterSession, DATAGRAM_WAIT_MS } from './exporters/exporter-session.ts'
import { type Artefacts, NO_ARTEFACTS } from './plan/artefacts.ts'
import { drawPlan } from './plan/draw-plan.ts'

const START_MS = Date.UTC(2026, 10, 20, 10, 44)
const EVERYTHING: Artefacts = {
  duplicateShare: 0.3,
  asymmetricShare: 0.2,
  exportLossShare: 0.05,
  clockSkewMs: -3200,
  residueShare: 0.1,
  hasMixedTimeouts: true,
}

test('the records are the ones that a collector decodes from the datagrams', () => {
  for (const options of [
    { seed: 4, subscribers: 150 },
    drawPlan(5, { subscribers: 100, artefacts: EVERYTHING, sampling: undefined }),
    drawPlan(6, { subscribers: 100, sampling: 1 }),
  ] satisfies CountryOptions[]) {
    const direct = recordsOf(options)
    const decoded = decodedOf(options)
    assert.equal(direct.length, decoded.length)
    assert.ok(direct.length > 3000, `${direct.length} records`)
    for (let row = 0; row < direct.length; row++) {
      assert.deepEqual(identity(direct, row), identity(decoded, row), `row ${row}`)
      const lateSeconds = decoded.receivedAt[row]! - direct.receivedAt[row]!
      assert.ok(
        lateSeconds >= 0 && lateSeconds <= DATAGRAM_WAIT_MS / 1000 + 1,
        `${lateSeconds} s at exporter ${direct.observationDomain[row]}, row ${row}`,
      )
    }
  }
})

test('a border router repeats some conversations and sees the other half of others', () => {
  const share = (
    artefacts: Partial<Artefacts>,
    isDirected: boolean,
  ): { both: number; half: number; all: number } => {
    const flows = recordsOf({
      seed: 3,
      subscribers: 100,
      sampling: 1,
      artefacts: { ...NO_ARTEFACTS, ...artefacts },
    })
    const sides = new Map<string, Set<string>>()
    for (let row = 0; row < flows.length; row++) {
      const outward = key(flows, row, isDirected)
      const seen = sides.get(outward) ?? new Set()
      seen.add(flows.observationDomain[row] === 6 ? 'border' : 'access')
      sides.set(outward, seen)
    }
    const values = [...sides.values()]
    return {
      both: values.filter(({ size }) => size === 2).length,
      half: values.filter((seen) => seen.size === 1 && seen.has('border')).length,
      all: values.length,
    }
  }
  const duplicated = share({ duplicateShare: 0.4 }, false)
  assert.ok(duplicated.both > 0.15 * duplicated.all && duplicated.both < 0.6 * duplicated.all)
  assert.equal(duplicated.half, 0)
  const asymmetric = share({ asymmetricShare: 0.4 }, true)
  assert.equal(asymmetric.both, 0)
  assert.ok(asymmetric.half > 0.05 * asymmetric.all, JSON.stringify(asymmetric))
})

test('export loss takes records away, and sequence numbers tell', () => {
  const without = recordsOf({ seed: 3, subscribers: 100 })
  const lossy = recordsOf({
    seed: 3,
    subscribers: 100,
    artefacts: { ...NO_ARTEFACTS, exportLossShare: 0.2 },
  })
  const ratio = lossy.length / without.length
  assert.ok(ratio > 0.7 && ratio < 0.9, `${ratio}`)
})

test('late packets make records of one packet without a SYN', () => {
  const lone = (residueShare: number): number => {
    const flows = recordsOf({
      seed: 3,
      subscribers: 100,
      sampling: 1,
      artefacts: { ...NO_ARTEFACTS, residueShare },
    })
    let count = 0
    for (let row = 0; row < flows.length; row++)
      if (
        flows.protocol[row] === 6 &&
        readUint64(flows.packets, row) === 1 &&
        readUint64(flows.octets, row) <= 72 &&
        [0x10, 0x11, 0x04, 0x14].includes(flows.tcpFlags[row]!)
      )
        count++
    return count
  }
  assert.ok(lone(0.1) > lone(0) + 500, `${lone(0)} and ${lone(0.1)}`)
})

test('however large the country, memory holds minutes and not hours of records', () => {
  const batch = new FlowBatch(1 << 15)
  let longest = 0
  let total = 0
  for (const _ of createCountry({ seed: 3, subscribers: 300 }).records(
    START_MS,
    3,
    sinkOf(batch),
  )) {
    longest = Math.max(longest, batch.length)
    total += batch.length
    batch.length = 0
  }
  assert.ok(longest < total / 60, `${longest} of ${total}`)
})

/** All columns but the times that a datagram's waiting changes, and the exporter's own name. */
function identity(flows: FlowBatch, row: number): readonly unknown[] {
  const words = [...flows.srcAddressWords.subarray(4 * row, 4 * row + 4)]
  words.push(...flows.dstAddressWords.subarray(4 * row, 4 * row + 4))
  words.push(...flows.exporterWords.subarray(4 * row, 4 * row + 4))
  const isSflow = flows.observationDomain[row] === 3 && flows.durationMs[row] === 0
  return [
    ...words,
    isSflow ? 0 : readUint64(flows.startAt, row),
    flows.durationMs[row],
    flows.srcPort[row],
    flows.dstPort[row],
    flows.protocol[row],
    flows.tcpFlags[row],
    flows.reverseTcpFlags[row],
    readUint64(flows.packets, row),
    readUint64(flows.octets, row),
    readUint64(flows.reversePackets, row),
    readUint64(flows.reverseOctets, row),
    flows.samplingInterval[row],
    flows.observationDomain[row],
    flows.ingressInterface[row],
    flows.egressInterface[row],
    flows.biflowDirection[row],
  ]
}

/** Both ends and their ports, in the record's direction or in one order for both directions. */
function key(flows: FlowBatch, row: number, isDirected: boolean): string {
  const ends = [
    `${flows.srcAddressWords.subarray(4 * row, 4 * row + 4)} ${flows.srcPort[row]}`,
    `${flows.dstAddressWords.subarray(4 * row, 4 * row + 4)} ${flows.dstPort[row]}`,
  ]
  return (isDirected ? ends : ends.sort()).join(' ')
}

function recordsOf(options: CountryOptions): FlowBatch {
  const batch = new FlowBatch(1 << 19)
  const country = createCountry(options)
  for (const _ of country.records(START_MS, 1, sinkOf(batch)));
  return sortedByExporter(batch)
}

function decodedOf(options: CountryOptions): FlowBatch {
  const batch = new FlowBatch(1 << 19)
  const country = createCountry(options)
  const decoder = createFlowDecoder()
  const sessions = country.exporters.map((exporter) =>
    createExporterSession({
      exporter,
      seed: options.seed,
      startMs: START_MS,
      emit: (datagram, atMs) => {
        const session = { exporter: parseAddress(exporter.address)!, port: 2055 }
        decoder.decode(datagram, session, atMs, sinkOf(batch), {
          refused: (code) => assert.fail(code),
        })
      },
    }),
  )
  for (const minute of country.hours(START_MS, 1))
    for (const session of sessions) session.observe(minute)
  for (const session of sessions) session.end()
  return sortedByExporter(batch)
}

function sinkOf(batch: FlowBatch): FlowSink {
  return { batch: () => batch }
}

/** Exporter by exporter, each in its own order. */
function sortedByExporter(batch: FlowBatch): FlowBatch {
  const sorted = new FlowBatch(batch.length + 1)
  const rows = Array.from({ length: batch.length }, (_, row) => row)
  rows.sort((a, b) => batch.observationDomain[a]! - batch.observationDomain[b]! || a - b)
  for (const row of rows) {
    for (const name of Object.keys(batch) as (keyof FlowBatch)[]) {
      const [from, to] = [batch[name], sorted[name]]
      if (!ArrayBuffer.isView(from) || name.endsWith('Words')) continue
      const width = (from as Uint8Array).length / batch.capacity
      for (let word = 0; word < width; word++)
        (to as Uint8Array)[width * sorted.length + word] = (from as Uint8Array)[width * row + word]!
    }
    sorted.length++
  }
  return sorted
}
