import assert from 'node:assert/strict'
import { test } from 'node:test'
import { C2_FAMILIES } from '../attackers/c2-families.ts'
import { createCountry } from '../country.ts'
import { CountryError } from '../errors.ts'
import { EVERYDAY_KINDS, TRAPS } from '../machines/traps.ts'
import { completePlan } from './complete-plan.ts'
import { benignPlan, drawPlan, planGrid, splitFamilies } from './draw-plan.ts'

const START_MS = Date.UTC(2026, 10, 20, 1, 44)

test('a plan that cannot be is refused by name', () => {
  for (const [given, message] of [
    [{ subscribers: 20 }, /subscribers must be 50 to/],
    [{ sampling: 0 }, /sampling must be 1 to/],
    [{ jitter: 1.5 }, /jitter must be 0 to 1/],
    [{ bots: [9, 3] as const }, /bots must be/],
    [{ families: ['mirai', 'unheard-of'] }, /no family "unheard-of"/],
    [{ trapKinds: ['unheard-of'] }, /no kind "unheard-of"/],
    [{ families: [], botnets: 3 }, /no families to draw/],
  ] as const)
    assert.throws(
      () => completePlan({ seed: 1, ...given }),
      (error) =>
        error instanceof CountryError &&
        error.code === 'PLAN_INVALID' &&
        message.test(error.message),
    )
})

test('families and kinds of traps have one name each, in both languages', () => {
  const names = [...C2_FAMILIES, ...TRAPS, ...EVERYDAY_KINDS]
  assert.equal(new Set(names.map(({ kind }) => kind)).size, names.length)
  for (const { name } of names) assert.ok(name.en.length > 3 && /[ぁ-んァ-ヶ一-龠]/.test(name.ja))
  assert.ok(C2_FAMILIES.length >= 20 && TRAPS.length >= 40)
})

test('a drawn country plants every family, with all roles and states', () => {
  const countries = Array.from({ length: 12 }, (_, seed) => createCountry(drawPlan(seed)))
  const planted = countries.flatMap((country) => country.planted())
  const seen = (of: (one: (typeof planted)[number]) => unknown): Set<unknown> =>
    new Set(planted.map(of))
  assert.ok(C2_FAMILIES.every(({ kind }) => seen(({ family }) => family).has(kind)))
  for (const role of ['controller', 'initial-contact', 'downloader', 'peer', 'sinkhole', 'scanner'])
    assert.ok(seen(({ kind }) => kind).has(role), role)
  for (const state of ['live', 'flaky', 'silent', 'refusing', 'unreachable'])
    assert.ok(seen((one) => one.state).has(state), state)
  assert.deepEqual([...seen(({ shared }) => shared)].sort(), ['delivery-network', 'host', 'no'])
  assert.ok(Math.max(...planted.map(({ bots }) => bots)) > 100)
  for (const country of countries) {
    const kinds = new Set(country.traps().map(({ kind }) => kind))
    for (const { kind } of TRAPS)
      if (!['swarm', 'security-scanner', 'inbound-scan', 'sinkhole'].includes(kind))
        assert.ok(kinds.has(kind), kind)
  }
})

test('a controller on a shared host has innocent visitors beside its bots', () => {
  const country = createCountry({ seed: 2, subscribers: 400, families: ['shared-host'] })
  const [c2] = country.truth()
  assert.equal(c2?.shared, 'host')
  let visitors = 0
  const bots = new Set<number>()
  for (const { flows } of country.hours(START_MS, 12))
    for (let row = 0; row < flows.length; row++) {
      if (flows.dstPort[row] !== 443) continue
      const address = `${flows.dstAddress[16 * row + 12]}.${flows.dstAddress[16 * row + 13]}.${flows.dstAddress[16 * row + 14]}.${flows.dstAddress[16 * row + 15]}`
      if (address !== c2?.address) continue
      bots.add(flows.srcAddressWords[4 * row + 3]!)
      visitors++
    }
  assert.ok(bots.size >= c2!.bots, `${bots.size} clients of ${c2!.bots} bots`)
  assert.ok(visitors > bots.size)
})

test('a fast-flux endpoint is called in its turn and not before or after', () => {
  const hours = 24
  const country = Array.from({ length: 20 }, (_, seed) =>
    createCountry({
      seed,
      subscribers: 50,
      families: ['fast-flux'],
      hours,
      bots: [12, 12],
      trapKinds: [],
      liveliness: 0,
    }),
  ).find((one) => one.truth().length >= 6 && one.truth()[0]!.activeFromHour === 0)!
  const truth = country.truth()
  assert.ok(truth.every(({ isMoving, botnet }) => isMoving && botnet === truth[0]!.botnet))
  const turnHours = truth[1]!.activeFromHour
  assert.ok(turnHours >= 1, `an address lives ${turnHours} hours`)
  const wanted = new Map(truth.map(({ address }) => [address, [] as number[]]))
  for (const { flows, startMs } of country.hours(START_MS, hours))
    for (let row = 0; row < flows.length; row++) {
      const octets = flows.dstAddress.subarray(16 * row + 12, 16 * row + 16)
      wanted.get(octets.join('.'))?.push(startMs)
    }
  const spans = [...wanted.values()].filter(({ length }) => length > 1)
  assert.ok(spans.length >= 4, `${spans.length} of ${truth.length}`)
  const widest = Math.max(...spans.map((times) => Math.max(...times) - Math.min(...times)))
  assert.ok(widest <= (turnHours + 0.05) * 3_600_000, `${widest}`)
})

test('a grid is every combination once, and differs in nothing else', () => {
  const grid = planGrid(5, { sampling: [1, 1000], bots: [1, 20], jitter: [0, 0.5] })
  assert.equal(grid.length, 8)
  assert.equal(
    new Set(grid.map(({ sampling, bots, jitter }) => `${sampling} ${bots} ${jitter}`)).size,
    8,
  )
  const controllers = grid.map((plan) => createCountry({ ...plan, subscribers: 500 }).truth())
  assert.ok(
    controllers.every((truth) => truth.every(({ jitter }) => jitter === 0 || jitter === 0.5)),
  )
  const fixed = (truth: (typeof controllers)[number]): unknown =>
    truth.map(({ family, intervalSeconds, port, activity }) => [
      family,
      intervalSeconds,
      port,
      activity,
    ])
  for (const truth of controllers) assert.deepEqual(fixed(truth), fixed(controllers[0]!))
})

test('held-out families are the same for the same seed, and none is in both halves', () => {
  const split = splitFamilies(9, 0.3)
  assert.deepEqual(split, splitFamilies(9, 0.3))
  assert.notDeepEqual(split.heldOut, splitFamilies(10, 0.3).heldOut)
  assert.equal(split.training.length + split.heldOut.length, C2_FAMILIES.length)
  assert.ok(split.heldOut.every((family) => !split.training.includes(family)))
})

test('in a benign country nothing is planted but what looks like it', () => {
  const country = createCountry(benignPlan(4, { subscribers: 100 }))
  assert.deepEqual(country.truth(), [])
  assert.ok(country.planted().every(({ kind }) => kind === 'scanner'))
  assert.ok(country.traps().some(({ isFramed }) => isFramed))
})

test('a country of a million conversations an hour has room for its subscribers', () => {
  const country = createCountry({ seed: 1, subscribers: 9000 })
  let count = 0
  let minutes = 0
  for (const { flows } of country.hours(Date.UTC(2026, 10, 20, 12), 1)) {
    count += flows.length
    if (++minutes === 6) break
  }
  assert.ok(count > 100_000, `${count} in six minutes`)
})

test('on days off people rise later and are at home by day', () => {
  const pagesByHour = (startMs: number): number[] => {
    const hours = new Array<number>(24).fill(0)
    for (const { flows, startMs: atMs } of createCountry({
      seed: 2,
      subscribers: 250,
      trapKinds: [],
      families: [],
      gateways: 0,
    }).hours(startMs, 24))
      for (let row = 0; row < flows.length; row++)
        if (flows.protocol[row] === 17 && flows.dstPort[row] === 443)
          hours[Math.floor(atMs / 3_600_000 + 9) % 24]!++
    return hours
  }
  const sum = (hours: number[], from: number, to: number): number =>
    hours.slice(from, to).reduce((a, b) => a + b, 0)
  // Thursday the 19th, Sunday the 22nd of November 2026, from midnight in Japan.
  const working = pagesByHour(Date.UTC(2026, 10, 18, 15))
  const off = pagesByHour(Date.UTC(2026, 10, 21, 15))
  assert.ok(sum(off, 9, 17) > 1.1 * sum(working, 9, 17), `${off} / ${working}`)
})
