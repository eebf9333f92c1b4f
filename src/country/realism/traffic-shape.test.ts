import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { type Country, createCountry } from '../country.ts'
import { createConnectionSensor } from '../exporters/connection-sensor.ts'
import { benignPlan } from '../plan/draw-plan.ts'
import { shapeOf, type TrafficShape } from './traffic-shape.ts'

/** An evening in Japan. */
const START_MS = Date.UTC(2026, 10, 20, 11)

test('few endpoints have most of the traffic, and most endpoints have one client', () => {
  const shape = shapeAtHome(createCountry({ seed: 5, subscribers: 400 }))
  assert.ok(shape.topTenthShare > 0.7, JSON.stringify(shape))
  assert.ok(shape.singleClientShare > 0.6 && shape.singleClientShare < 0.98)
})

test('names and web pages are most of what homes do, and few attempts fail', () => {
  const shape = shapeAtHome(createCountry(benignPlan(5, { subscribers: 400 })))
  assert.ok(shape.dnsShare > 0.2 && shape.dnsShare < 0.7, JSON.stringify(shape))
  assert.ok(shape.webShare > 0.2)
  assert.ok(shape.unansweredShare + shape.refusedShare < 0.2)
  assert.ok(shape.oddPortShare < 0.25)
  assert.ok(shape.durationSecondsMedian < 1 && shape.durationSecondsNinetieth > 3)
})

function shapeAtHome(country: Country): TrafficShape {
  return shapeOf(connections(country), (flows, row) => flows.ingressInterface[row]! >= 10)
}

function* connections(country: Country): Generator<FlowBatch> {
  const batch = new FlowBatch(1 << 18)
  const sensor = createConnectionSensor({ sink: { batch: () => batch } })
  for (const minute of country.hours(START_MS, 2)) {
    sensor.observe(minute)
    yield batch
    batch.length = 0
  }
  sensor.end()
  yield batch
}
