import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HOUR_MS, MINUTE_MS } from '../../../core/time-span.ts'
import { lintWarning } from '../lint.ts'
import { assertMayFollow } from '../succession.ts'
import { BEGUN_MS, warningOn } from '../warning.fixture.ts'
import { isInForce, isWithdrawn, type Warning, type WarningUse } from '../warning.ts'
import { wholeHour } from '../whole-time.ts'
import { CONSUMERS, type Consumer } from './consumers.fixture.ts'
import { FACES, type FaceInput, type Listed } from './index.ts'
import { rpzOwner } from './rpz.ts'
import { stixIndicator } from './stix.ts'

/** Two ports on one address, both families, and one that may not be blocked: where faces differ. */
const ENDPOINTS = [
  { address: '8.8.4.4', port: 4444 },
  { address: '8.8.4.4', port: 23 },
  { address: '9.9.9.9', port: 443, protocol: 'udp' },
  { address: '2400:2::', port: 6667 },
  { address: '2400:2::9:0:1', port: 1 },
  { address: '4.4.4.4', port: 80, uses: ['research'] as WarningUse[] },
] as const

/** The list of a hub, changed as hubs change it. */
class List {
  nowMs = BEGUN_MS + MINUTE_MS
  version = 0
  readonly held = new Map<string, Listed>()
  former: Listed[] = []

  input(): FaceInput {
    const { version, nowMs, former } = this
    return { hub: 'hub.example.jp', version, nowMs, former, listed: [...this.held.values()] }
  }

  publish(index: number, hours: number): void {
    const { address, ...rest } = ENDPOINTS[index]!
    const before = this.held.get(warningOn(address, rest).id)?.warning
    if (before && isInForce(before, this.nowMs)) {
      this.change(before, { validUntil: this.after(hours) })
      return
    }
    // Only in a later hour does something withdrawn begin again.
    if (before && isWithdrawn(before) && before.validFrom >= wholeHour(this.nowMs)) return
    const validFrom = before && !isWithdrawn(before) ? before.validFrom : wholeHour(this.nowMs)
    this.put(
      warningOn(address, {
        ...rest,
        validFrom,
        validUntil: this.after(hours),
        version: (before?.version ?? 0) + 1,
      }),
    )
  }

  turn(index: number, status: Warning['status']): void {
    const { address, ...rest } = ENDPOINTS[index]!
    const before = this.held.get(warningOn(address, rest).id)?.warning
    if (before && !isWithdrawn(before) && before.status !== 'expired')
      this.change(before, { status })
  }

  pass(hours: number): void {
    this.nowMs += hours * HOUR_MS
    for (const { warning } of [...this.held.values()])
      if (warning.status === 'active' && !isInForce(warning, this.nowMs))
        this.change(warning, { status: 'expired' })
  }

  inForce({ grain, isBlocking }: Consumer): Set<string> {
    const warnings = [...this.held.values()].map(({ warning }) => warning)
    return new Set(
      warnings
        .filter(
          (w) => isInForce(w, this.nowMs) && (!isBlocking || w.uses.includes('block-with-consent')),
        )
        .map(({ address, protocol, port }) => {
          if (grain === 'address') return address
          return grain === 'port' ? `${address} ${port}` : `${address} ${protocol} ${port}`
        }),
    )
  }

  private after(hours: number): string {
    return wholeHour(this.nowMs + hours * HOUR_MS)
  }

  private change(before: Warning, change: Partial<Warning>): void {
    this.put({ ...before, ...change, version: before.version + 1 })
  }

  private put(warning: Warning): void {
    lintWarning(warning)
    const before = this.held.get(warning.id)
    assertMayFollow(before?.warning, warning)
    if (before && before.warning.validFrom !== warning.validFrom) this.former.push(before)
    this.version++
    this.held.set(warning.id, { warning, sequence: this.version })
  }
}

const index = fc.nat(ENDPOINTS.length - 1)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constant('publish' as const), index, fc.integer({ min: 1, max: 90 })),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('disputed' as const), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('active' as const), index) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('retracted' as const), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('released' as const), index) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 60 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('poll' as const)) },
)

describe('every face removes as reliably as it adds', () => {
  for (const make of CONSUMERS)
    it(`${make().name}: whoever reads it now and then acts on what holds, and on nothing else`, () => {
      let most = 0
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          const list = new List()
          const consumer = make()
          for (const each of [...steps, ['poll'] as const]) {
            if (each[0] === 'publish') list.publish(each[1], each[2])
            else if (each[0] === 'pass') list.pass(each[1])
            else if (each[0] !== 'poll') list.turn(each[1], each[0])
            else {
              consumer.poll(list.input())
              const acts = consumer.actsOn(list.nowMs)
              assert.deepEqual([...acts].sort(), [...list.inForce(consumer)].sort())
              most = Math.max(most, acts.size)
            }
          }
        }),
        { numRuns: 200 },
      )
      assert.ok(most >= 3, 'the lives are lively enough to prove something')
    })

  it('who missed a retraction and the lease after it acts on neither', () => {
    for (const make of CONSUMERS) {
      const list = new List()
      const consumer = make()
      list.publish(0, 90)
      consumer.poll(list.input())
      list.turn(0, 'retracted')
      list.pass(1)
      list.publish(0, 5)
      list.turn(0, 'released')
      consumer.poll(list.input())
      assert.equal(consumer.actsOn(list.nowMs).size, 0, consumer.name)
    }
  })

  it('of a hub that vanished, what carries a lease ends by itself', () => {
    const list = new List()
    list.publish(0, 5)
    for (const make of CONSUMERS) {
      const consumer = make()
      consumer.poll(list.input())
      assert.equal(consumer.actsOn(list.nowMs).size, 1, consumer.name)
      const hasLeases = ['json-lines', 'stix', 'nftables', 'crowdsec'].includes(consumer.name)
      const left = consumer.actsOn(list.nowMs + 5 * HOUR_MS).size
      assert.equal(left, hasLeases ? 0 : 1, consumer.name)
    }
  })
})

describe('faces', () => {
  const list = new List()
  for (let i = 0; i < ENDPOINTS.length; i++) list.publish(i, 48)
  list.turn(1, 'retracted')
  list.turn(2, 'disputed')

  it('are the same octets for the same list, in whatever order it is held', () => {
    const input = list.input()
    const turned = { ...input, listed: input.listed.toReversed() }
    for (const face of FACES) assert.deepEqual(face.render(turned), face.render(input), face.name)
  })

  it('say no time finer than an hour, and no free text', () => {
    for (const face of FACES)
      for (const { path, body } of face.render(list.input())) {
        const times = body.match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g) ?? []
        // `modified` of STIX counts versions in milliseconds; its seconds are always zero.
        for (const time of times) assert.match(time, /T\d\d:00:00(\.\d{3})?Z$/, `${path}: ${time}`)
      }
  })

  it('of STIX are indicators of the minimal profile and nothing else', () => {
    const keys = [
      'type spec_version id created_by_ref created modified revoked confidence indicator_types pattern',
      'pattern_type pattern_version valid_from valid_until object_marking_refs',
    ].join(' ')
    for (const { warning } of list.input().listed) {
      const indicator = stixIndicator(warning, 'hub.example.jp')
      assert.deepEqual(Object.keys(indicator), keys.split(' '))
      assert.ok(
        indicator.modified > indicator.created && indicator.valid_until > indicator.valid_from,
      )
      assert.match(
        indicator.id,
        /^indicator--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
      assert.equal(indicator.revoked, warning.status === 'retracted')
    }
  })

  it('of RPZ write an address backwards as the format wants it', () => {
    const owner = (address: string) => rpzOwner({ address })
    assert.equal(owner('203.0.113.9'), '32.9.113.0.203.rpz-ip')
    assert.equal(owner('2001:db8::1'), '128.1.zz.db8.2001.rpz-ip')
    assert.equal(owner('2001:db8::'), '128.zz.db8.2001.rpz-ip')
    assert.equal(owner('2400:2:3:4:5:6:7:8'), '128.8.7.6.5.4.3.2.2400.rpz-ip')
  })
})
