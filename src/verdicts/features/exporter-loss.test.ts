import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR_MS } from '../../core/time-span.ts'
import { exporterLoss } from './exporter-loss.ts'

const HOUR = 490_000 * 3600
const row = (exporter: string, measure: string, amount: number) => ({
  exporter,
  at: HOUR,
  measure,
  reason: '',
  amount,
})

test('of the exporters that saw an endpoint the one that lost most counts', async () => {
  const rows = [
    row('192.0.2.1', 'received-records', 90),
    row('192.0.2.1', 'missing-records', 10),
    row('2001:db8::1', 'received-records', 100),
  ]
  const lossOf = await exporterLoss(async () => rows as never[], {
    startMs: HOUR * 1000,
    endMs: HOUR * 1000 + HOUR_MS,
  })
  assert.ok(Math.abs(lossOf(['::ffff:192.0.2.1', '2001:db8::1']) - 0.1) < 1e-9)
  assert.equal(lossOf(['2001:db8::1']), 0)
  assert.equal(lossOf(['::ffff:192.0.2.9']), 0, 'imported data has no account')
  assert.equal(lossOf([]), 0)
})
