import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { DEFAULT_LEASE, RENEWAL_MS_MIN, renewedUntil } from './lease.ts'
import { LEASE_MS_MAX, type WarningLife } from './life.ts'

const FROM_MS = Date.UTC(2026, 10, 21)
const warning: WarningLife = {
  status: 'active',
  validFromMs: FROM_MS,
  validUntilMs: FROM_MS + 3 * DAY_MS,
  answeredAtMs: FROM_MS,
  version: 1,
}
const renew = (
  contact: 'answered' | 'syn-only',
  hours: number,
  changes: Partial<WarningLife> = {},
) =>
  renewedUntil(
    { ...warning, ...changes },
    'controller',
    contact,
    FROM_MS + hours * HOUR_MS,
    DEFAULT_LEASE,
  )

it('a controller that answers holds for three more days, from when it was seen', () => {
  assert.equal(renew('answered', 24), FROM_MS + 4 * DAY_MS)
  assert.equal(renew('answered', 1), undefined, 'an hour more is not worth an event')
})

it('knocking renews for a week after the last answer and no longer', () => {
  const sixDays = { validUntilMs: FROM_MS + 6 * DAY_MS }
  assert.equal(renew('syn-only', 5 * 24, sixDays), FROM_MS + 7 * DAY_MS)
  assert.equal(renew('syn-only', 5 * 24, { validUntilMs: FROM_MS + 7 * DAY_MS }), undefined)
  assert.equal(renew('answered', 5 * 24, sixDays), FROM_MS + 8 * DAY_MS)
})

it('what has run out is not renewed, and nobody renews for ever', () => {
  assert.equal(renew('answered', 72), undefined)
  let life = warning
  for (let hour = 1; hour < 400 * 24; hour++) {
    const until = renewedUntil(
      life,
      'controller',
      'answered',
      FROM_MS + hour * HOUR_MS,
      DEFAULT_LEASE,
    )
    if (until !== undefined) life = { ...life, validUntilMs: until }
  }
  assert.equal(life.validUntilMs, FROM_MS + DEFAULT_LEASE.renewedMsMax)
})

it('a renewal always gains time, and never more than a lease may have', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 90 * 24 }),
      fc.integer({ min: 1, max: 60 * 24 }),
      fc.constantFrom('answered', 'syn-only'),
      fc.constantFrom('controller', 'scanner'),
      (hours, leaseHours, contact, kind) => {
        const nowMs = FROM_MS + hours * HOUR_MS
        const policy = {
          ...DEFAULT_LEASE,
          leaseMs: { ...DEFAULT_LEASE.leaseMs, [kind]: leaseHours * HOUR_MS },
        }
        const until = renewedUntil(warning, kind, contact, nowMs, policy)
        if (until === undefined) return
        assert.ok(until - warning.validUntilMs >= RENEWAL_MS_MIN)
        assert.ok(until - nowMs <= LEASE_MS_MAX)
      },
    ),
  )
})
