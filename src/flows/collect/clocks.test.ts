/** Exporters' clocks, and ours, may be wrong, set forward and set back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../core/clock.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import { createIpfixEncoder } from '../wire/encode/ipfix-encoder.ts'
import { FlowBatch, readUint64, writeUint64 } from '../wire/flow-batch.ts'
import { ClockSkew } from './clock-skew.ts'
import { Collector, type CollectorOptions } from './collector.ts'
import { DEFAULT_POLICY } from './exporter-policy.ts'
import { ReceiptClock } from './receipt-clock.ts'
import { settleStartTimes } from './start-times.ts'

const START_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const EXPORTER = '127.0.0.1'

type Stored = { readonly receivedAt: number; readonly startAt: number }

/** A collector, the rows it stored, and an exporter with a clock of its own. */
async function collecting(
  clock: ManualClock,
  options: Partial<CollectorOptions>,
  use: (
    send: (exporterMs: number) => void,
    counts: () => Promise<{ correctedRecords: number; clampedRecords: number }>,
  ) => Promise<void> | void,
): Promise<Stored[]> {
  const stored: Stored[] = []
  const collector = new Collector({
    listeners: [],
    allowed: [parsePrefix(EXPORTER)!],
    decoder: createFlowDecoder(),
    spool: {
      write: async (batch) => {
        for (let row = 0; row < batch.length; row++)
          stored.push({
            receivedAt: batch.receivedAt[row]! * 1000,
            startAt: readUint64(batch.startAt, row),
          })
        return { name: 's', path: '/s', octets: 1 }
      },
    },
    clock,
    ...options,
  })
  const encoder = createIpfixEncoder({
    observationDomain: 1,
    bootMs: START_MS - HOUR_MS,
    samplingInterval: 1,
    samplingAnnouncement: 'interval',
    emit: (datagram) => collector.receive(datagram, EXPORTER, 9),
  })
  const row = new FlowBatch(1)
  const send = (exporterMs: number): void => {
    writeUint64(row.startAt, 0, exporterMs - 2_000)
    row.durationMs[0] = 1_000
    encoder.add(row, 0, exporterMs)
    encoder.flush(exporterMs)
  }
  await collector.start()
  await use(send, async () => (await collector.counts()).exporters[0]!)
  await collector.stop()
  return stored
}

test('a clock that is off by less than the threshold is left alone', async () => {
  const clock = new ManualClock(START_MS)
  const stored = await collecting(clock, {}, (send) => {
    for (let i = 0; i < 10; i++) {
      send(clock.nowMs() - 30_000)
      clock.advance(1000)
    }
  })
  assert.ok(stored.every(({ startAt, receivedAt }) => receivedAt - startAt === 32_000))
})

test('an exporter whose clock is an hour behind, or ahead, is corrected from the first record on', async () => {
  for (const skewMs of [-HOUR_MS, HOUR_MS, -20 * 365 * 24 * HOUR_MS]) {
    const clock = new ManualClock(START_MS)
    const stored = await collecting(clock, {}, async (send, counts) => {
      for (let i = 0; i < 10; i++) {
        send(clock.nowMs() + skewMs)
        clock.advance(1000)
      }
      assert.equal((await counts()).correctedRecords, 10)
    })
    assert.equal(stored.length, 10)
    for (const { startAt, receivedAt } of stored)
      assert.ok(Math.abs(receivedAt - 2_000 - startAt) <= 1_000, `${receivedAt - startAt}`)
  }
})

test('where the operator wants no correction times stay as sent, but never in the future', async () => {
  const policy = { ...DEFAULT_POLICY, clock: { skewMaxMs: 60_000, isCorrected: false } }
  const clock = new ManualClock(START_MS)
  const stored = await collecting(clock, { policy }, async (send, counts) => {
    send(START_MS - HOUR_MS)
    send(START_MS + HOUR_MS)
    const { clampedRecords, correctedRecords } = await counts()
    assert.deepEqual(
      { clampedRecords, correctedRecords },
      { clampedRecords: 1, correctedRecords: 0 },
    )
  })
  assert.deepEqual(
    stored.map(({ startAt }) => startAt - START_MS),
    [-HOUR_MS - 2_000, -1_000],
  )
})

test('a clock that jumps by an hour is followed within seconds; nothing is lost, doubled or in the future', async () => {
  for (const jumpMs of [-HOUR_MS, HOUR_MS]) {
    const clock = new ManualClock(START_MS)
    const stored = await collecting(clock, {}, (send) => {
      for (let i = 0; i < 60; i++) {
        send(clock.nowMs() + (i < 30 ? 0 : jumpMs))
        clock.advance(1000)
      }
    })
    assert.equal(stored.length, 60)
    const wrong = stored.filter(
      ({ startAt, receivedAt }) => Math.abs(receivedAt - startAt) > 60_000,
    )
    assert.ok(wrong.length <= 2, `${wrong.length} records before the jump was believed`)
    assert.ok(stored.every(({ startAt, receivedAt }) => startAt <= receivedAt + 60_000))
  }
})

test('our clock set back by an hour: receipt never goes back, and honest start times stay', async () => {
  const clock = new ManualClock(START_MS)
  const receiptClock = new ReceiptClock(clock, 0)
  const stored = await collecting(clock, { receiptClock, wallClock: clock }, (send) => {
    for (let i = 0; i < 100; i++) {
      if (i === 50) clock.advance(-HOUR_MS)
      // The exporter was right before; from then on ours is right with it.
      send(clock.nowMs())
      clock.advance(1000)
    }
  })
  assert.equal(stored.length, 100)
  for (const [i, { receivedAt }] of stored.entries())
    assert.ok(i === 0 || receivedAt >= stored[i - 1]!.receivedAt)
  assert.equal(stored.at(-1)!.startAt, clock.nowMs() - 1000 - 2_000)
})

test('after a restart receipt is not before the last that was acknowledged', () => {
  const clock = new ManualClock(START_MS)
  const receipt = new ReceiptClock(clock, START_MS + HOUR_MS)
  assert.equal(receipt.nowMs(), START_MS + HOUR_MS)
  clock.advance(HOUR_MS / 2)
  assert.equal(receipt.nowMs(), START_MS + 1.25 * HOUR_MS)
  clock.advance(2 * HOUR_MS)
  assert.equal(receipt.nowMs(), clock.nowMs(), 'it has been caught up with')
})

test('a clock that was wrong by more than a day is not held to', () => {
  const clock = new ManualClock(START_MS)
  assert.equal(new ReceiptClock(clock, START_MS + 48 * HOUR_MS).nowMs(), START_MS)
})

test('however the machine’s clock is set within a day, receipt only goes forward', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -HOUR_MS, max: HOUR_MS }), { maxLength: 20 }),
      (steps) => {
        const clock = new ManualClock(START_MS)
        const receipt = new ReceiptClock(clock, 0)
        let last = receipt.nowMs()
        for (const step of steps) {
          clock.advance(step)
          const now = receipt.nowMs()
          assert.ok(now >= last)
          last = now
        }
      },
    ),
  )
})

test('one datagram that was long on its way does not move the estimate', () => {
  const skew = new ClockSkew(60_000)
  for (let i = 0; i < 40; i++)
    skew.observe(START_MS + 1000 * i - (i % 5 === 4 ? 600_000 : 0), START_MS + 1000 * i)
  assert.equal(skew.skewMs, 0)
})

test('whatever a start says, it never lies later than allowed', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(0xffff_ffff), fc.integer(), (start, duration, skewMs) => {
      const batch = new FlowBatch(1)
      writeUint64(batch.startAt, 0, start)
      batch.durationMs[0] = duration
      batch.receivedAt[0] = START_MS / 1000
      batch.length = 1
      const latestMs = START_MS + 60_000
      const clamped = settleStartTimes(batch, 0, skewMs, latestMs)
      const settled = readUint64(batch.startAt, 0)
      assert.ok(settled >= 0 && settled <= latestMs)
      if (clamped === 0) assert.equal(settled, Math.max(0, skewMs === 0 ? start : start - skewMs))
    }),
  )
})
