import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { PLAIN_LINT } from '../warning/lint.ts'
import type { Offer } from '../warning/trust/follow.ts'
import {
  delta,
  HEAD_KEY,
  head,
  LIST_KEY,
  NOW_MS,
  newcomer,
  snapshot,
} from '../warning/trust/hub.fixture.ts'
import type { Issued } from '../warning/trust/issue.ts'
import { saveTrusted } from '../warning/trust/trust-store.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { SyncError } from './errors.ts'
import { MemberSync } from './member-sync.ts'
import { type Override, readOverride } from './overrides.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-sync-'))
after(() => rmSync(directory, { recursive: true }))

const one = warningOn('8.8.4.4', { validUntil: wholeHour(NOW_MS + 5 * HOUR_MS) })
const two = warningOn('9.9.9.9', { validUntil: wholeHour(NOW_MS + 50 * HOUR_MS) })

/** A line to a hub that a test bends: what it offers, and whether it is there at all. */
class Line {
  readonly clock = new ManualClock(NOW_MS)
  readonly path: string
  readonly enforced: string[][] = []
  readonly acknowledged: number[] = []
  overrides: Override[] = []
  #offer: Offer | undefined
  #whole: Offer | undefined
  canEnforce = true

  constructor(name: string) {
    this.path = join(directory, name)
    saveTrusted(this.path, newcomer())
  }

  offers(list: Issued, documents: readonly Issued[] = [list]): void {
    const texts = documents.map(({ text }) => text)
    this.#offer = { roots: [], head: head(list, HEAD_KEY, this.clock.nowMs()), documents: texts }
  }

  /** What it offers to who asks for everything. */
  offersWhole(list: Issued): void {
    this.#whole = { roots: [], head: head(list), documents: [list.text] }
  }

  cut(): void {
    this.#offer = undefined
  }

  open(): MemberSync {
    return MemberSync.open({
      client: {
        offer: async ({ list }) => {
          if (list === null && this.#whole) return this.#whole
          if (!this.#offer) throw new SyncError('HUB_UNREACHABLE', 'cut')
          return this.#offer
        },
        acknowledge: async (holds) => void this.acknowledged.push(holds),
      },
      clock: this.clock,
      policy: PLAIN_LINT,
      path: this.path,
      overrides: () => this.overrides,
      enforce: async (warnings) => {
        if (!this.canEnforce) throw new Error('the firewall did not take it')
        this.enforced.push(warnings.map(({ address }) => address).sort())
      },
    })
  }
}
const refused = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error) => error instanceof NoroshiError && error.code === code)

describe('a member', () => {
  it('verifies, enforces, and says so only then', async () => {
    const line = new Line('plain')
    const sync = line.open()
    line.offers(snapshot(5, [one, two]))
    assert.equal(await sync.round(), 2)
    assert.deepEqual([line.enforced.at(-1), line.acknowledged], [['8.8.4.4', '9.9.9.9'], [5]])
    line.offers(snapshot(5, [one, two]), [])
    assert.equal(await sync.round(), 2, 'a fresh head alone is a good round')
    line.acknowledged.pop()
    line.canEnforce = false
    line.offers(delta(6, sync.trusted.list!, [{ ...one, version: 2, status: 'retracted' }]))
    await assert.rejects(sync.round(), /firewall/)
    assert.deepEqual(line.acknowledged, [5], 'nobody hears that it stopped before it did')
  })

  it('that is cut off lets its leases run out by themselves', async () => {
    const line = new Line('partitioned')
    const sync = line.open()
    line.offers(snapshot(5, [one, two]))
    await sync.round()
    line.cut()
    await refused(sync.round(), 'HUB_UNREACHABLE')
    assert.equal(await sync.enforce(), 2, 'the last good list holds')
    line.clock.advance(5 * HOUR_MS)
    assert.equal(await line.open().enforce(), 1, 'also after a restart')
    line.clock.advance(45 * HOUR_MS)
    assert.equal(await sync.enforce(), 0)
    assert.deepEqual(line.enforced.at(-1), [])
  })

  it('keeps its last good list when a worse one is offered', async () => {
    const line = new Line('steady')
    const sync = line.open()
    line.offers(snapshot(5, [one]))
    await sync.round()
    line.offers(snapshot(6, [one, two], HEAD_KEY))
    await refused(sync.round(), 'SIGNATURES_TOO_FEW')
    line.offers(snapshot(4, [one, two], LIST_KEY))
    await refused(sync.round(), 'HEAD_ROLLED_BACK')
    assert.equal(await sync.enforce(), 1)
    assert.equal(await line.open().enforce(), 1)
  })

  it('that was restored from an old backup cannot be kept in the past', async () => {
    const line = new Line('restored')
    const first = snapshot(5, [one, two])
    line.offers(first)
    await line.open().round()
    copyFileSync(line.path, `${line.path}.backup`)
    const second = delta(6, first, [{ ...two, version: 2, status: 'retracted' }])
    line.offers(second)
    const sync = line.open()
    await sync.round()
    assert.deepEqual(line.enforced.at(-1), ['8.8.4.4'])
    copyFileSync(`${line.path}.backup`, line.path)
    const back = line.open()
    // Somebody replays the head of then: it ran out within the hour.
    const old = { roots: [], head: head(first), documents: [] }
    line.clock.advance(2 * HOUR_MS)
    const replayed = MemberSync.open({
      client: { offer: async () => old, acknowledge: async () => {} },
      clock: line.clock,
      policy: PLAIN_LINT,
      path: line.path,
      overrides: () => [],
      enforce: async () => {},
    })
    await refused(replayed.round(), 'HEAD_EXPIRED')
    // The honest hub leads it to where it was.
    line.offers(second)
    await back.round()
    assert.deepEqual(line.enforced.at(-1), ['8.8.4.4'])
  })

  it('decides by itself what it does not act on, for a while, and the signed list stays as it came', async () => {
    const line = new Line('overriding')
    const sync = line.open()
    line.offers(snapshot(5, [one, two]))
    line.overrides = [
      readOverride({
        address: '8.8.4.4',
        port: 4444,
        reason: 'our customer’s shop',
        untilMs: NOW_MS + HOUR_MS,
      }),
      readOverride({
        address: '9.9.9.9',
        port: 80,
        reason: 'another port',
        untilMs: NOW_MS + HOUR_MS,
      }),
    ]
    assert.equal(await sync.round(), 1)
    assert.deepEqual(line.enforced.at(-1), ['9.9.9.9'])
    assert.equal(sync.trusted.warnings.size, 2)
    line.clock.advance(HOUR_MS)
    assert.equal(await sync.enforce(), 2, 'an override ends too')
    for (const wrong of [{ address: 'x' }, { port: -1 }, { reason: ' ' }, { untilMs: Number.NaN }])
      assert.throws(
        () => readOverride({ ...line.overrides[0]!, ...wrong }),
        (error) => error instanceof SyncError && error.code === 'OVERRIDE_INVALID',
      )
  })

  it('asks for everything when the path leads nowhere, and believes no more than before', async () => {
    const line = new Line('lost')
    const sync = line.open()
    line.offers(snapshot(5, [one]))
    await sync.round()
    line.offers(snapshot(9, [one, two]), [])
    await refused(sync.round(), 'LIST_WITHHELD')
    line.offersWhole(snapshot(9, [one, two]))
    assert.equal(await sync.round(), 2)
    line.offers(delta(12, { version: 11, hash: 'f'.repeat(64) }, []))
    line.offersWhole(snapshot(12, [two], HEAD_KEY))
    await refused(sync.round(), 'SIGNATURES_TOO_FEW')
  })

  it('that never joined is told so', () => {
    const line = new Line('joined')
    rmSync(line.path)
    assert.throws(
      () => line.open(),
      (error) => error instanceof SyncError && error.code === 'SYNC_NOT_JOINED',
    )
  })
})
