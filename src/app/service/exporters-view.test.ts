import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import { DEFAULT_POLICY } from '../../flows/collect/exporter-policy.ts'
import type { ExporterHour } from '../../flows/store/exporter-hours.ts'
import { ExportersView } from './exporters-view.ts'

const HOUR_MS = 3_600_000
const NOW_MS = 1_700_000_000_000 - (1_700_000_000_000 % HOUR_MS) + HOUR_MS / 2
const NOBODY: CollectorCounts = {
  exporters: [],
  strangers: [],
  listeners: [],
  receiver: 'dgram',
  segments: 0,
  segmentRecords: 0,
  droppedRecords: 0,
  kernelDrops: 0,
}

function hour(exporter: string, hoursAgo: number, datagrams: number): ExporterHour {
  return {
    exporter,
    at: (NOW_MS - (NOW_MS % HOUR_MS)) / 1000 - 3600 * hoursAgo,
    datagrams,
    records: 90,
    stored: 80,
    receivedRecords: 90,
    missingRecords: 10,
    receivedDatagrams: 0,
    missingDatagrams: 0,
    corrected: 0,
    clamped: 0,
    refused: { RATE_LIMITED: 5 },
  }
}

const view = new ExportersView(new ManualClock(NOW_MS), 5 * 60_000, () => DEFAULT_POLICY)

test('an exporter that stopped while the service was restarted is raised all the same', () => {
  const hours = [hour('192.0.2.1', 5, 600), hour('192.0.2.1', 4, 600), hour('192.0.2.2', 4, 3)]
  assert.deepEqual(
    view.silent(NOBODY, hours).map(({ address }) => address),
    ['192.0.2.1'],
  )
  const states = view.view(NOBODY, hours).exporters.map(({ state }) => state)
  assert.deepEqual(states, ['silent', 'quiet'])
})

test('one that was heard in this hour may only not have been heard since the restart', () => {
  assert.deepEqual(view.silent(NOBODY, [hour('192.0.2.1', 0, 600)]), [])
})

test('each hour shows its loss, with thinning apart', () => {
  const [exporter] = view.view(NOBODY, [hour('192.0.2.1', 3, 600)]).exporters
  const [shown] = exporter!.hours
  assert.ok(Math.abs(shown!.lossRatio - 0.1) < 1e-9)
  assert.equal(shown!.thinned, 5)
  assert.equal(shown!.missingUnit, 'records')
})
