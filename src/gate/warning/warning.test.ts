import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePrefix } from '../../core/prefix.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { WarningError, type WarningErrorCode } from './errors.ts'
import { type LintPolicy, lintWarning, PLAIN_LINT } from './lint.ts'
import { assertMayFollow } from './succession.ts'
import { anyWarning, warningOn } from './warning.fixture.ts'
import { isInForce, type Warning } from './warning.ts'
import { warningIdOf } from './warning-id.ts'
import { parseWholeHour, parseWholeMinute, wholeHour } from './whole-time.ts'

const plain = warningOn('8.8.4.4')

function refused(value: unknown, code: WarningErrorCode, policy: LintPolicy = PLAIN_LINT): void {
  assert.throws(
    () => lintWarning(value, policy),
    (error) => error instanceof WarningError && error.code === code,
    `${code}: ${JSON.stringify(value)}`,
  )
}

describe('the lint at the door', () => {
  it('a warning passes as it is, whatever it says', () => {
    fc.assert(
      fc.property(anyWarning, (warning) => {
        assert.deepEqual(lintWarning(warning), warning)
        assert.deepEqual(lintWarning(JSON.parse(JSON.stringify(warning))), warning)
      }),
    )
  })

  it('no field beside the eleven passes, whatever its name and value', () => {
    const known = new Set(Object.keys(plain))
    fc.assert(
      fc.property(
        anyWarning,
        fc.string().filter((key) => !known.has(key) && key !== '__proto__'),
        fc.jsonValue(),
        (warning, key, value) => refused({ ...warning, [key]: value }, 'WARNING_FIELD_UNKNOWN'),
      ),
    )
    for (const field of ['clients', 'note', 'source', 'domain', 'firstSeenAt', 'toJSON'])
      refused({ ...plain, [field]: 1 }, 'WARNING_FIELD_UNKNOWN')
    refused(
      JSON.parse(`{"__proto__":{"clients":3},${JSON.stringify(plain).slice(1)}`),
      'WARNING_FIELD_UNKNOWN',
    )
  })

  it('every field must be there, of its type, and say one of its words', () => {
    for (const field of Object.keys(plain)) {
      const { [field as keyof Warning]: _, ...rest } = plain
      refused(rest, 'WARNING_FIELD_MISSING')
      refused({ ...plain, [field]: null }, 'WARNING_MALFORMED')
    }
    for (const field of ['kind', 'band', 'status'])
      refused({ ...plain, [field]: 'seen from 10.1.2.3' }, 'WARNING_WORD_UNKNOWN')
    refused({ ...plain, uses: ['resale'] }, 'WARNING_WORD_UNKNOWN')
    refused({ ...plain, uses: [] }, 'WARNING_MALFORMED')
    refused({ ...plain, uses: ['research', 'research'] }, 'WARNING_MALFORMED')
    refused({ ...plain, uses: { length: 1, 0: 'research' } }, 'WARNING_MALFORMED')
    for (const value of [undefined, null, 'text', 7, [plain]]) refused(value, 'WARNING_MALFORMED')
  })

  it('a time finer than an hour is refused: it could name a communication', () => {
    for (const time of [
      '2026-11-21T19:30:00Z',
      '2026-11-21T19:00:01Z',
      '2026-11-21T19:00:00.000Z',
      '2026-11-21T19:00:00+09:00',
      '2026-02-30T19:00:00Z',
      '2026-11-21T24:00:00Z',
    ]) {
      refused({ ...plain, validFrom: time }, 'WARNING_TIME_TOO_FINE')
      refused({ ...plain, validUntil: time }, 'WARNING_TIME_TOO_FINE')
    }
    refused({ ...plain, validUntil: plain.validFrom }, 'WARNING_LEASE_INVALID')
    refused({ ...plain, validUntil: '2027-11-21T19:00:00Z' }, 'WARNING_LEASE_INVALID')
  })

  it('addresses that are nobody’s service, and those of one’s own network, are refused', () => {
    for (const address of [
      '10.0.0.1',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.1.1',
      '172.16.0.1',
      '192.168.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '0.0.0.0',
      '192.0.2.1',
      '::1',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '64:ff9b::808:808',
      '2002:808:808::1',
      '2001::1',
      '4000::1',
      '2001:db8::1',
    ])
      refused(warningOn(address), 'WARNING_ADDRESS_NOT_PUBLIC')
    const own = {
      ...PLAIN_LINT,
      ownPrefixes: [parsePrefix('8.8.0.0/16')!, parsePrefix('2400:1::/32')!],
    }
    refused(plain, 'WARNING_ADDRESS_OWN', own)
    refused(warningOn('2400:1::9'), 'WARNING_ADDRESS_OWN', own)
    assert.ok(lintWarning(warningOn('2400:2::9'), own))
  })

  it('only who says that everything is synthetic may warn of documentation addresses', () => {
    const synthetic = { ...PLAIN_LINT, isSynthetic: true }
    for (const address of ['192.0.2.1', '198.18.0.1', '2001:db8::1'])
      assert.ok(lintWarning(warningOn(address), synthetic))
    refused(warningOn('10.0.0.1'), 'WARNING_ADDRESS_NOT_PUBLIC', synthetic)
  })

  it('an address has one spelling, and the id follows from the endpoint', () => {
    for (const address of ['8.8.4.04', '::ffff:8.8.4.4', '2400:2:0::9', '2400:2::A', '8.8.4.4/32'])
      refused({ ...plain, address }, 'WARNING_ADDRESS_INVALID')
    refused({ ...plain, id: 'a9mynn894f90' }, 'WARNING_ID_FOREIGN')
    refused({ ...plain, port: 2 }, 'WARNING_ID_FOREIGN')
    refused({ ...plain, protocol: 'TCP' }, 'WARNING_WORD_UNKNOWN')
    refused({ ...plain, protocol: '6' }, 'WARNING_WORD_UNKNOWN')
    for (const port of [-1, 65_536, 1.5, Number.NaN])
      refused({ ...plain, port }, 'WARNING_PORT_INVALID')
    for (const version of [0, -1, 1.5, 2 ** 53])
      refused({ ...plain, version }, 'WARNING_VERSION_INVALID')
  })

  it('a refusal never repeats what was refused', () => {
    const secret = '100.64.3.7'
    const leaks = [
      { ...plain, note: secret },
      { ...plain, [secret]: 1 },
      { ...plain, kind: secret },
      { ...plain, address: secret },
    ]
    for (const value of leaks)
      assert.throws(
        () => lintWarning(value),
        (error) => !String((error as Error).stack).includes(secret),
      )
  })
})

describe('a warning', () => {
  it('has the id of its endpoint for ever', () => {
    assert.equal(
      warningIdOf({ address: '203.0.113.7', protocol: 'tcp', port: 8443 }),
      'a9mynn894f90',
    )
  })

  it('is in force while active and before its end, and not while disputed', () => {
    const endMs = parseWholeHour(plain.validUntil)!
    assert.ok(isInForce(plain, endMs - 1))
    assert.ok(!isInForce(plain, endMs))
    for (const status of ['disputed', 'expired', 'retracted', 'released'] as const)
      assert.ok(!isInForce({ ...plain, status }, endMs - 1))
  })

  it('of two words the newer holds, and what was withdrawn does not come back as it was', () => {
    const follows = (held: Warning, next: Warning, code?: WarningErrorCode) => {
      if (!code) return assertMayFollow(held, next)
      assert.throws(
        () => assertMayFollow(held, next),
        (error) => error instanceof WarningError && error.code === code,
      )
    }
    const second = { ...plain, version: 2 }
    follows(plain, second)
    follows(second, plain, 'WARNING_VERSION_OLD')
    follows(plain, plain, 'WARNING_VERSION_OLD')
    for (const status of ['retracted', 'released'] as const) {
      const withdrawn = { ...plain, version: 2, status }
      follows(withdrawn, { ...plain, version: 3 }, 'WARNING_WITHDRAWN')
      const laterMs = parseWholeHour(plain.validFrom)! + HOUR_MS
      follows(withdrawn, { ...plain, version: 3, validFrom: wholeHour(laterMs) })
      follows(withdrawn, { ...withdrawn, version: 3 })
    }
  })

  it('an instant is told as the hour that has begun', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (atMs) => {
        const hourMs = parseWholeHour(wholeHour(atMs))!
        assert.ok(hourMs <= atMs && atMs - hourMs < HOUR_MS)
      }),
    )
  })

  it('an hour has one spelling, and a minute another', () => {
    const hour = '2026-11-21T19:00:00Z'
    const minute = '2026-11-21T19:42:00Z'
    assert.equal(parseWholeHour(hour), Date.parse(hour))
    assert.equal(parseWholeHour(minute), undefined)
    for (const text of [hour, minute]) assert.equal(parseWholeMinute(text), Date.parse(text))
    for (const text of [
      '2026-11-21T19:42:01Z',
      '2026-11-21T19:00:00.000Z',
      '2026-11-21T19:00Z',
      '2026-11-21T24:00:00Z',
      '2026-11-21T19:00:00+00:00',
      '2026-02-30T19:00:00Z',
      '+012026-11-21T19:00:00Z',
      Date.parse(hour),
    ])
      assert.deepEqual([parseWholeHour(text), parseWholeMinute(text)], [undefined, undefined])
  })
})
