import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { LeaseMap } from './lease-map.ts'

type Lease = { readonly untilMs: number }
const empty = LeaseMap.empty<Lease>(({ untilMs }) => untilMs)
const key = fc.integer({ min: 0, max: 40 }).map((number) => `198.51.100.${number}/32`)
const lease = fc
  .oneof(fc.integer({ min: 0, max: 100 }), fc.constant(Number.POSITIVE_INFINITY))
  .map((untilMs): Lease => ({ untilMs }))
const changes = fc.array(fc.tuple(key, fc.option(lease, { nil: undefined })), { maxLength: 30 })

it('is what a plain map would be after any changes, and every earlier one stays as it was', () => {
  fc.assert(
    fc.property(
      fc.array(changes, { maxLength: 8 }),
      fc.integer({ min: 0, max: 101 }),
      (rounds, nowMs) => {
        const made = [{ map: empty, plain: new Map<string, Lease>() }]
        for (const round of rounds) {
          const last = made.at(-1)!
          const plain = new Map(last.plain)
          for (const [one, value] of round)
            if (value === undefined) plain.delete(one)
            else plain.set(one, value)
          made.push({ map: last.map.with(round), plain })
        }
        for (const { map, plain } of made) {
          assert.deepEqual(new Map(map), plain)
          assert.equal(map.size, plain.size)
          assert.deepEqual(map.inOrder(), [...plain.values()])
          assert.equal(map.endMs, Math.min(...[...plain.values()].map(({ untilMs }) => untilMs)))
          assert.deepEqual(
            new Set(map.endedBy(nowMs)),
            new Set([...plain].filter(([, { untilMs }]) => untilMs <= nowMs).map(([one]) => one)),
          )
          for (const earlier of made)
            assert.deepEqual(
              new Map(map.changesFrom(earlier.map).map((each) => [each.key, each])),
              differencesOf(earlier.plain, plain),
            )
        }
      },
    ),
  )
})

it('looks at what changed: a thousandth changes, and no more is compared', () => {
  let asked = 0
  const counting = LeaseMap.empty<Lease>(({ untilMs }) => {
    asked++
    return untilMs
  })
  const whole = counting.with(
    Array.from({ length: 20_000 }, (_, i) => [`line ${i}`, { untilMs: 1e15 + i }] as const),
  )
  asked = 0
  const less = whole.without(['line 7'])
  assert.deepEqual(
    less.changesFrom(whole).map((each) => each.key),
    ['line 7'],
  )
  assert.deepEqual(less.endedBy(1e14), [])
  assert.ok(asked < 200, `${asked} of 20,000 were looked at`)
  assert.equal(whole.with([['line 8', whole.get('line 8')]]), whole)
})

function differencesOf(before: ReadonlyMap<string, Lease>, after: ReadonlyMap<string, Lease>) {
  const keys = new Set([...before.keys(), ...after.keys()])
  return new Map(
    [...keys]
      .filter((one) => before.get(one) !== after.get(one))
      .map((one) => [one, { key: one, before: before.get(one), after: after.get(one) }]),
  )
}
