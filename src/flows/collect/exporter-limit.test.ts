import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { SeededRandom } from '../../core/random.ts'
import { ExporterLimit } from './exporter-limit.ts'
import { DEFAULT_POLICY, policyOf } from './exporter-policy.ts'

const RECORDS_PER_DATAGRAM = 10

type Outcome = { readonly kept: number; readonly estimated: number; readonly sent: number }

/** An exporter whose rate changes each second; `rates` are records per second. */
function run(rates: readonly number[], limitPerSecond: number, seed: number): Outcome {
  const limit = new ExporterLimit(limitPerSecond, new SeededRandom(seed))
  let kept = 0
  let estimated = 0
  let sent = 0
  for (const [second, rate] of rates.entries()) {
    const datagrams = rate / RECORDS_PER_DATAGRAM
    for (let i = 0; i < datagrams; i++) {
      const weight = limit.weight(1000 * second + Math.floor((1000 * i) / datagrams))
      const records = weight > 0 ? RECORDS_PER_DATAGRAM : 0
      limit.recorded(records, weight)
      kept += records
      estimated += records * weight
      sent += RECORDS_PER_DATAGRAM
    }
  }
  return { kept, estimated, sent }
}

test('below its limit nothing of an exporter is left out', () => {
  const { kept, estimated, sent } = run([1000, 900, 1000], 1000, 1)
  assert.equal(kept, sent)
  assert.equal(estimated, sent)
})

test('above it the records kept stay near the limit', () => {
  const seconds = 20
  const { kept } = run(new Array(seconds).fill(100_000), 5_000, 1)
  assert.ok(kept < 1.3 * 5_000 * seconds, `${kept} kept`)
  assert.ok(kept > 0.5 * 5_000 * seconds, `${kept} kept`)
})

test('totals scaled by the weights are right in expectation, also while the rate swings', () => {
  const rates = [2_000, 100_000, 100_000, 4_000, 60_000, 0, 30_000, 1_000, 90_000]
  const runs = 200
  let estimated = 0
  let squares = 0
  let sent = 0
  for (let seed = 1; seed <= runs; seed++) {
    const outcome = run(rates, 5_000, seed)
    const ratio = outcome.estimated / outcome.sent
    estimated += ratio
    squares += ratio * ratio
    sent = outcome.sent
  }
  const mean = estimated / runs
  const error = Math.sqrt((squares / runs - mean * mean) / runs)
  assert.ok(sent > 0)
  assert.ok(error < 0.01, `standard error ${error}`)
  assert.ok(Math.abs(mean - 1) < 4 * error, `mean ${mean} ± ${error}`)
})

test('after a surge every datagram is kept again', () => {
  const limit = new ExporterLimit(1000, new SeededRandom(1))
  for (let i = 0; i < 5000; i++) limit.recorded(10, limit.weight(i % 1000))
  limit.weight(1000)
  limit.weight(2001)
  assert.equal(limit.weight(2002), 1)
})

test('the exception with the longest prefix counts, setting by setting', () => {
  const rejecting = { missing: 0, override: 0 }
  const exceptions = [
    { prefix: parsePrefix('192.0.2.7')!, recordsPerSecondMax: 7 },
    { prefix: parsePrefix('192.0.2.0/24')!, recordsPerSecondMax: 24, sampling: rejecting },
  ]
  const of = (address: string) => policyOf(parseAddress(address)!, DEFAULT_POLICY, exceptions)
  const { clock } = DEFAULT_POLICY
  assert.deepEqual(of('192.0.2.7'), { recordsPerSecondMax: 7, sampling: rejecting, clock })
  assert.deepEqual(of('192.0.2.8'), { recordsPerSecondMax: 24, sampling: rejecting, clock })
  assert.deepEqual(of('198.51.100.1'), DEFAULT_POLICY)
})
