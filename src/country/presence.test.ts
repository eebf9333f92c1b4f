import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '../core/address.ts'
import { formatEndpoint } from '../core/endpoint.ts'
import { protocolName } from '../core/protocol.ts'
import { createCountry } from './country.ts'
import { drawPlan } from './plan/draw-plan.ts'

/** A Friday afternoon in Japan: offices and people are awake. */
const START_MS = Date.UTC(2026, 10, 20, 4)
const HOURS = 5

test('what the truth names is on the wire: every family, every kind of trap', () => {
  const plan = drawPlan(3, { subscribers: 400, bots: [4, 8], hours: HOURS })
  const country = createCountry(plan)
  const seen = new Set<string>()
  for (const { flows } of country.hours(START_MS, HOURS))
    for (let row = 0; row < flows.length; row++) {
      seen.add(
        formatEndpoint({
          address: formatAddress(flows.dstAddress, 16 * row),
          protocol: protocolName(flows.protocol[row]!),
          port: flows.dstPort[row]!,
        }),
      )
    }
  const silent = (
    named: readonly { readonly name: string; readonly endpoint: string }[],
  ): string[] =>
    [...Map.groupBy(named, ({ name }) => name)]
      .filter(([, endpoints]) => !endpoints.some(({ endpoint }) => seen.has(endpoint)))
      .map(([name]) => name)
  const families = country
    .truth()
    .filter(({ activeFromHour }) => activeFromHour < 2)
    .map((one) => ({ name: one.family, endpoint: formatEndpoint(one) }))
  // Hours lie between the contacts of some, and some sleep by day.
  assert.deepEqual(
    silent(families).filter((name) => name !== 'low-and-slow'),
    [],
  )
  const traps = country.traps().map((one) => ({ name: one.kind, endpoint: formatEndpoint(one) }))
  assert.deepEqual(
    silent(traps).filter(
      (name) => !['night-backup', 'voice-server', 'flood-victim'].includes(name),
    ),
    [],
  )
})
