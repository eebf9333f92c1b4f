import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlowSummary } from '../../../src/web/schemas/operation.ts'
import { trafficRows } from './traffic-rows.ts'

const HOUR_MS = 3_600_000
const FROM = Date.parse('2026-11-20T00:00:00Z')
const iso = (hour: number) => new Date(FROM + hour * HOUR_MS).toISOString()

function summaryOf(series: Record<string, readonly number[]>, hours = 24): FlowSummary {
  return {
    window: { from: iso(0), to: iso(hours) },
    stepSeconds: 3600,
    series: Object.entries(series).map(([exporter, present]) => ({
      exporter,
      points: present.map((hour) => ({ at: iso(hour), flows: 7200, packets: 1, octets: 450 })),
    })),
  }
}
const hours = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('two silent steps are a gap, one is not', () => {
  const present = hours(0, 24).filter((hour) => hour !== 3 && hour !== 10 && hour !== 11)
  const row = trafficRows(summaryOf({ a: present }), 'flows')?.rows[0]
  assert.deepEqual(row?.gaps, [{ from: FROM + 10 * HOUR_MS, to: FROM + 12 * HOUR_MS }])
  assert.equal(row?.points[3]?.rate, null)
})

test('an exporter that fell silent shows a gap until now, a new one none before its first data', () => {
  const rows = trafficRows(summaryOf({ dead: hours(0, 20), young: hours(18, 24) }), 'flows')?.rows
  assert.deepEqual(rows?.[0]?.gaps, [{ from: FROM + 20 * HOUR_MS, to: FROM + 24 * HOUR_MS }])
  assert.deepEqual(rows?.[1]?.gaps, [])
})

test('a step told as zero is as empty as one left out', () => {
  const summary = summaryOf({ a: hours(0, 24) })
  for (const hour of [5, 6]) summary.series[0]!.points[hour]!.flows = 0
  const row = trafficRows(summary, 'bits')?.rows[0]
  assert.deepEqual(row?.gaps, [{ from: FROM + 5 * HOUR_MS, to: FROM + 7 * HOUR_MS }])
})

test('rates are per second: octets become bits', () => {
  const summary = summaryOf({ a: hours(0, 24) })
  assert.equal(trafficRows(summary, 'flows')?.rows[0]?.peak, 2)
  assert.equal(trafficRows(summary, 'bits')?.rows[0]?.peak, 1)
})

test('a day that has only just begun is drawn from its first data', () => {
  assert.equal(trafficRows(summaryOf({ a: [22, 23] }), 'flows')?.fromMs, FROM + 22 * HOUR_MS)
  assert.equal(trafficRows(summaryOf({ a: hours(2, 24) }), 'flows')?.fromMs, FROM)
})

test('nothing stored is nothing to draw', () => {
  assert.equal(trafficRows(summaryOf({}), 'bits'), null)
  assert.equal(trafficRows(summaryOf({ a: [] }), 'bits'), null)
})
