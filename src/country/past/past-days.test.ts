import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '../../core/address.ts'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'
import { type Country, createCountry } from '../country.ts'
import { completePlan } from '../plan/complete-plan.ts'
import { drawPlan } from '../plan/draw-plan.ts'

const START_MS = Date.UTC(2026, 10, 20, 10)
const HOURS = 8
const PLAN = drawPlan(7, { subscribers: 100, hours: HOURS, sampling: 4, bots: [4, 4] })

type Seen = { readonly day: number; readonly server: string; readonly client: Uint8Array }

/** What the records say of the days before, and how many the run itself has. */
function recordsOf(country: Country): { past: Seen[]; runCount: number } {
  const batch = new FlowBatch(1_000_000)
  for (const _ of country.records(START_MS, HOURS, { batch: () => batch }));
  const past: Seen[] = []
  for (let row = 0; row < batch.length; row++) {
    const atMs = readUint64(batch.startAt, row)
    if (atMs >= START_MS - 60_000) continue
    const server = formatAddress(batch.dstAddress.slice(16 * row, 16 * row + 16))
    past.push({
      day: Math.ceil((START_MS - atMs) / DAY_MS),
      server: `${server} ${batch.dstPort[row]} ${batch.protocol[row]}`,
      client: batch.srcAddress.slice(16 * row, 16 * row + 16),
    })
  }
  return { past, runCount: batch.length - past.length }
}

const country = createCountry({ ...PLAN, pastDays: 6 })
const { past, runCount } = recordsOf(country)
const daysOf = Map.groupBy(past, ({ server }) => server)
const shareOfDays = (servers: readonly string[]): number =>
  servers.reduce((sum, server) => sum + (daysOf.get(server)?.length ?? 0), 0) / (6 * servers.length)
const nameOf = (one: { address: string; protocol: string; port: number }): string =>
  `${one.address} ${one.port} ${one.protocol === 'udp' ? 17 : 6}`

test('the days before leave one contact of a subscriber for each service and day', () => {
  assert.ok(past.length > 2000 && past.length < runCount / 3, `${past.length} of ${runCount}`)
  assert.deepEqual([...new Set(past.map(({ day }) => day))].sort(), [1, 2, 3, 4, 5, 6])
  for (const contacts of daysOf.values())
    assert.equal(new Set(contacts.map(({ day }) => day)).size, contacts.length)
  const prefixes = country.subscriberPrefixes.map((text) => parsePrefix(text)!)
  for (const { client } of past)
    assert.ok(prefixes.some((prefix) => prefixContains(prefix, client)))
})

test('most innocent services were always there, most controllers are younger than a week', () => {
  const traps = country.traps().filter(({ kind }) => kind === 'ntp' || kind === 'iot-small-vendor')
  const innocent = shareOfDays(traps.filter(({ address }) => !address.includes(':')).map(nameOf))
  const own = country.truth().filter(({ shared, isMoving }) => shared === 'no' && !isMoving)
  const planted = shareOfDays(own.map(nameOf))
  assert.ok(innocent > 0.8, `innocent services: ${innocent} of the days`)
  assert.ok(planted < 0.75 && planted > 0.1, `controllers: ${planted} of the days`)
})

test('addresses of a moving controller are new, the host a controller shares is not', () => {
  const truth = country.truth()
  for (const one of truth.filter(({ isMoving, shared }) => isMoving && shared === 'no'))
    assert.equal(daysOf.get(nameOf(one)), undefined, 'nobody knew that address')
  const edges = truth.filter(({ shared }) => shared !== 'no').map(nameOf)
  assert.ok(shareOfDays(edges) > 0.5, `${shareOfDays(edges)} of the days`)
})

test('the same seed has the same past, and no past is the country as it was', () => {
  assert.deepEqual(recordsOf(createCountry({ ...PLAN, pastDays: 6 })), { past, runCount })
  assert.equal(recordsOf(createCountry(PLAN)).past.length, 0)
  assert.throws(() => completePlan({ seed: 1, pastDays: 7 }), { code: 'PLAN_INVALID' })
})
