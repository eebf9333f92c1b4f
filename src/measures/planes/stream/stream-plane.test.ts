import assert from 'node:assert/strict'
import { after, before, beforeEach, it } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../../core/clock.ts'
import { digestOf } from '../../../core/secret.ts'
import { Blocking } from '../../block/blocking.ts'
import { blockingOf, endpointTarget, grantFor, NOW_MS } from '../blocking.fixture.ts'
import type { Decision } from './decisions.ts'
import { StreamPlane } from './stream-plane.ts'
import { Told } from './told.ts'

const LEASE_MS = 60_000
const C2 = endpointTarget('203.0.113.7')
const BOTH = ['198.51.100.0/32', '198.51.100.1/32']
let clock: ManualClock
let plane: StreamPlane

before(async () => {
  clock = new ManualClock(NOW_MS)
  plane = await StreamPlane.start(
    {
      name: 'bouncers',
      leaseMs: LEASE_MS,
      listen: { address: '127.0.0.1', port: 0 },
      enforcers: [{ name: 'edge', keyDigest: digestOf('key'), sources: ['198.51.100.0/31'] }],
    },
    clock,
  )
})
after(() => plane[Symbol.asyncDispose]())
beforeEach(async () => {
  await plane.liftAll()
  clock.advance(2 * LEASE_MS)
  await plane.renew()
  await pull('?startup=true')
})

type Stream = { new: Decision[]; deleted: Decision[] }
async function pull(query = '?', key = 'key', method = 'GET') {
  const answer = await fetch(`http://127.0.0.1:${plane.port}/v1/decisions/stream${query}`, {
    method,
    headers: { 'X-Api-Key': key },
  })
  const text = await answer.text()
  const body = text === '' ? { new: [], deleted: [] } : (JSON.parse(text) as Stream)
  return {
    status: answer.status,
    cursor: answer.headers.get('x-noroshi-cursor'),
    added: (body.new ?? []).map(({ value, duration }) => `${value} ${duration}`),
    deleted: (body.deleted ?? []).map(({ value }) => value),
  }
}
const wanted = (sources: readonly string[]) => blockingOf([C2], sources, clock.nowMs())

it('tells an enforcer of anything only while every address behind it is granted', async () => {
  await plane.apply([wanted([BOTH[0]!])])
  assert.deepEqual((await pull()).added, [])
  await plane.apply([wanted(BOTH)])
  assert.deepEqual((await pull()).added, ['203.0.113.7 60s'])
  await plane.apply([wanted([BOTH[1]!])])
  assert.deepEqual((await pull()).deleted, ['203.0.113.7'])
})

it('a decision lasts a lease, is told anew before it ends, and never outlives a grant', async () => {
  await plane.apply([wanted(BOTH)])
  await pull()
  clock.advance(20_000)
  await plane.renew()
  assert.deepEqual((await pull()).added, [])
  clock.advance(20_000)
  await plane.renew()
  assert.deepEqual((await pull()).added, ['203.0.113.7 60s'])
  const untilMs = clock.nowMs() + 5_000
  const grants = BOTH.map((source) => grantFor(source, untilMs))
  await plane.apply([Blocking.of('block-address', [C2], grants, clock.nowMs())])
  assert.deepEqual((await pull('?startup=true')).added, ['203.0.113.7 5s'])
})

it('a deletion is told until it is acknowledged, so that a lost answer loses none', async () => {
  await plane.apply([wanted(BOTH)])
  await pull()
  await plane.apply([])
  const first = await pull()
  assert.deepEqual(first.deleted, ['203.0.113.7'])
  assert.deepEqual((await pull()).deleted, ['203.0.113.7'], 'the first answer may be lost')
  assert.deepEqual((await pull(`?cursor=${first.cursor}`)).deleted, [])
})

it('says nothing to who has no key, and a look whether it is there moves nothing', async () => {
  await plane.apply([wanted(BOTH)])
  assert.equal((await pull('?', 'wrong')).status, 403)
  assert.equal((await pull('?', 'key', 'HEAD')).status, 200)
  assert.equal((await pull('?', 'key', 'POST')).status, 405)
  assert.equal((await pull('?startup=%zz&cursor=x')).status, 200)
  assert.equal((await fetch(`http://127.0.0.1:${plane.port}//`)).status, 404)
})

it('is held until no enforcer can act on it', async () => {
  await plane.apply([wanted(BOTH)])
  await pull()
  assert.deepEqual([...(await plane.heldTargets())], ['203.0.113.7:4444/tcp'])
  clock.advance(LEASE_MS)
  assert.equal((await plane.heldTargets()).size, 0)
})

it('whatever answers are lost, an enforcer holds nothing that has not been wanted for a lease', () => {
  const step = fc.record({
    wanted: fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
    isLost: fc.boolean(),
    isStart: fc.boolean(),
    saysCursor: fc.boolean(),
    ms: fc.nat(LEASE_MS / 2),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const told = new Told(LEASE_MS)
      const held = new Map<string, number>()
      const wantedLast = new Map<string, number>()
      let cursor: number | undefined
      let nowMs = NOW_MS
      for (const each of steps) {
        nowMs += each.ms
        const now = new Map(each.wanted.map((number) => [`203.0.113.${number}`, nowMs + LEASE_MS]))
        for (const address of now.keys()) wantedLast.set(address, nowMs)
        const {
          added,
          deleted,
          cursor: next,
        } = told.tell(now, each.isStart, each.saysCursor ? cursor : undefined, nowMs)
        if (!each.isLost) {
          for (const address of deleted) held.delete(address)
          for (const [address, untilMs] of added) held.set(address, untilMs)
          cursor = next
        }
        for (const [address, untilMs] of held) {
          if (untilMs <= nowMs) continue
          if (!each.isLost)
            assert.ok(now.has(address), 'an answer that arrived deletes all that went')
          assert.ok(nowMs - wantedLast.get(address)! <= LEASE_MS)
          assert.ok(told.held(nowMs).has(address))
        }
      }
    }),
  )
})
