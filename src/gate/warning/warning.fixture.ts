import fc from 'fast-check'
import { canonicalAddress, parseAddress } from '../../core/address.ts'
import { ENDPOINT_KINDS } from '../../core/endpoint-kind.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { isPublicAddress } from './public-address.ts'
import { WARNING_BANDS, WARNING_STATUSES, WARNING_USES, type Warning } from './warning.ts'
import { warningIdOf } from './warning-id.ts'
import { wholeHour } from './whole-time.ts'

/** 2026-11-21T00:00:00Z: when the warnings of tests begin. */
export const BEGUN_MS = Date.UTC(2026, 10, 21)

/** An ordinary warning about an address, three days long. */
export function warningOn(address: string, change: Partial<Warning> = {}): Warning {
  const endpoint = { address, protocol: change.protocol ?? 'tcp', port: change.port ?? 4444 }
  return {
    id: warningIdOf(endpoint),
    ...endpoint,
    kind: 'controller',
    band: 'share-candidate',
    validFrom: wholeHour(BEGUN_MS),
    validUntil: wholeHour(BEGUN_MS + 72 * HOUR_MS),
    status: 'active',
    uses: ['notify-subscribers', 'block-with-consent'],
    version: 1,
    ...change,
  }
}

const publicAddress = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((text) => canonicalAddress(text))
  .filter((text): text is string => text !== undefined && isPublicAddress(parseAddress(text)!))

/** Every warning that may be said. */
export const anyWarning: fc.Arbitrary<Warning> = fc
  .record({
    address: publicAddress,
    protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
    port: fc.integer({ min: 0, max: 65_535 }),
    kind: fc.constantFrom(...ENDPOINT_KINDS),
    band: fc.constantFrom(...WARNING_BANDS),
    beginsHour: fc.integer({ min: 400_000, max: 600_000 }),
    hours: fc.integer({ min: 1, max: 31 * 24 }),
    status: fc.constantFrom(...WARNING_STATUSES),
    uses: fc.subarray([...WARNING_USES], { minLength: 1 }),
    version: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ beginsHour, hours, ...rest }) => ({
    id: warningIdOf(rest),
    ...rest,
    validFrom: wholeHour(beginsHour * HOUR_MS),
    validUntil: wholeHour((beginsHour + hours) * HOUR_MS),
  }))
