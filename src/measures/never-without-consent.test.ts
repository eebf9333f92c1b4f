/**
 * Random histories against a second, naive book of who said what: at every moment exactly those are covered whose
 * consent is valid, and nothing is blocked that may not be.
 */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../core/clock.ts'
import { type Prefix, parsePrefix, prefixContains } from '../core/prefix.ts'
import { DAY_MS, HOUR_MS } from '../core/time-span.ts'
import type { Database } from '../db/database.ts'
import { BEGUN_MS, warningOn } from '../gate/warning/warning.fixture.ts'
import type { Warning, WarningStatus } from '../gate/warning/warning.ts'
import { createDatabase, emptyTables } from './consent/database.fixture.ts'
import { ConsentError } from './consent/errors.ts'
import { ConsentLedger } from './consent/ledger.ts'
import { familyOf } from './consent/line-prefix.ts'
import { verifyProof } from './consent/proof.ts'
import { BLOCK_SCOPES, type BlockScope } from './consent/scopes.ts'
import { WORDING_TEMPLATES } from './consent/wordings.ts'
import type { PlannedDevice } from './plan/make-plan.ts'
import { Planner } from './plan/planner.ts'

const SUBSCRIBERS = ['ann', 'ben', 'cho', 'dai'] as const
const PREFIXES = [
  '198.51.100.1/32',
  '198.51.100.2/32',
  '198.51.100.0/30',
  '198.51.100.0/24',
  '2001:db8:0:100::/56',
  '2001:db8:0:100::/64',
  '2001:db8:0:200::/56',
] as const
const ADDRESSES = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const
const DEVICES: PlannedDevice[] = [
  { name: 'fw', kind: 'nftables', capacity: { targets: null, sources: null } },
  { name: 'dns', kind: 'rpz', capacity: { targets: null, sources: null } },
]
const SCOPE_OF: Record<string, BlockScope> = { fw: 'block-address', dns: 'block-name' }

const subscriber = fc.constantFrom(...SUBSCRIBERS)
const scope = fc.constantFrom(...BLOCK_SCOPES)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('agree'), subscriber, scope }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('assign'),
      subscriber,
      prefixes: fc.uniqueArray(fc.constantFrom(...PREFIXES), { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw'), subscriber, scope }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pause'),
      subscriber,
      hours: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume'), subscriber }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unassign'), subscriber }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end'), subscriber }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('terms'),
      scope,
      isMaterial: fc.boolean(),
      graceHours: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lapse') }) },
  // Clocks are set: also backwards, also by much.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('clock'),
      minutes: fc.integer({ min: -300, max: 600 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('warn'),
      address: fc.constantFrom(...ADDRESSES),
      status: fc.constantFrom<WarningStatus>(
        'active',
        'active',
        'disputed',
        'retracted',
        'expired',
      ),
      mayBlock: fc.boolean(),
      hours: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('spare'), address: fc.constantFrom(...ADDRESSES) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' }) },
)
type Step = {
  readonly do: string
  readonly subscriber?: (typeof SUBSCRIBERS)[number]
  readonly scope?: BlockScope
  readonly prefixes?: readonly string[]
  readonly hours?: number
  readonly isMaterial?: boolean
  readonly graceHours?: number
  readonly minutes?: number
  readonly address?: string
  readonly status?: WarningStatus
  readonly mayBlock?: boolean
}

/** Who said what, kept as simply as it can be. */
class NaiveBook {
  readonly said = new Map<
    string,
    { readonly isYes: boolean; readonly atMs: number; readonly terms: number }
  >()
  readonly pausedUntilMs = new Map<string, number>()
  readonly gone = new Set<string>()
  readonly holders = new Map<string, string>()
  readonly terms: Record<BlockScope, { isMaterial: boolean; endMs: number }[]> = {
    'block-address': [],
    'block-name': [],
  }

  assign(subscriber: string, prefixes: readonly string[]): void {
    const families = new Set(prefixes.map(familyOf))
    for (const [held, holder] of [...this.holders]) {
      const isOwn = holder === subscriber && families.has(familyOf(held))
      if (isOwn || prefixes.some((prefix) => overlap(prefix, held))) this.holders.delete(held)
    }
    for (const prefix of prefixes) this.holders.set(prefix, subscriber)
  }

  lapsesAt(scope: BlockScope, version: number): number {
    const later = this.terms[scope].slice(version).filter(({ isMaterial }) => isMaterial)
    return Math.min(Number.POSITIVE_INFINITY, ...later.map(({ endMs }) => endMs))
  }

  isValid(subscriber: string, scope: BlockScope, nowMs: number): boolean {
    const answer = this.said.get(`${subscriber} ${scope}`)
    return (
      answer?.isYes === true &&
      !this.gone.has(subscriber) &&
      nowMs >= answer.atMs &&
      nowMs >= (this.pausedUntilMs.get(subscriber) ?? Number.NEGATIVE_INFINITY) &&
      nowMs < this.lapsesAt(scope, answer.terms)
    )
  }
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [parsePrefix(one)!, parsePrefix(other)!] as [Prefix, Prefix]
  return a.length <= b.length ? prefixContains(a, b.octets) : prefixContains(b, a.octets)
}

let database: Database
let covered = 0
before(async () => {
  database = await createDatabase()
})
after(() => database.destroy())

it('no block ever covers a source without a valid grant, and opened again everything is the same', async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 45 }), async (steps) => {
      await emptyTables(database)
      await new World().run(steps as readonly Step[])
    }),
    { numRuns: Number(process.env['NOROSHI_HISTORIES'] ?? 40), endOnFailure: true },
  )
  context.diagnostic(`${covered} sources were covered, each with a valid grant`)
  assert.ok(covered > 100, 'or nothing was tried')
})

class World {
  readonly clock = new ManualClock(BEGUN_MS + 10 * DAY_MS)
  readonly naive = new NaiveBook()
  readonly warnings = new Map<string, Warning>()
  readonly spared = new Set<string>()
  #ledger!: ConsentLedger
  #planner!: Planner

  async run(steps: readonly Step[]): Promise<void> {
    await this.#open()
    for (const one of BLOCK_SCOPES) await this.#terms(one, true, 0)
    for (const one of steps) {
      await this.#do(one)
      this.#check(this.#planner, this.#ledger)
    }
    assert.equal(this.#planner.wrongCount, 0, 'what is kept of consent is what the ledger says')
    const again = await ConsentLedger.open(database, this.clock)
    this.#check(this.#planner, again)
    assert.deepEqual([...again.book.standings()], [...this.#ledger.book.standings()])
    for (const { subscriber: one } of again.book.standings())
      verifyProof(JSON.parse(JSON.stringify(await again.proof(one))))
  }

  async #open(): Promise<void> {
    this.#ledger = await ConsentLedger.open(database, this.clock)
    this.#planner = await Planner.open(
      database,
      this.clock,
      this.#ledger,
      {
        warnings: async () => [...this.warnings.values()],
        devices: () => DEVICES,
        rolesOf: async () => new Set(),
      },
      { additionsMax: 1_000_000, needsTwo: false, bandMin: 'watch' },
    )
  }

  async #do(given: Step): Promise<void> {
    const by = { subscriber: given.subscriber ?? 'ann', channel: 'page', actor: 'x' } as const
    const nowMs = this.clock.nowMs()
    const key = `${given.subscriber} ${given.scope}`
    const isGone = this.naive.gone.has(by.subscriber)
    const refused = async (work: Promise<unknown>): Promise<void> => {
      if (isGone) return assert.rejects(work, ConsentError)
      await work
    }
    switch (given.do) {
      case 'agree': {
        const version = this.naive.terms[given.scope!].length
        await refused(this.#ledger.give({ ...by, scope: given.scope!, language: 'ja' }))
        const before = this.naive.said.get(key)
        const isNews = !before?.isYes || before.terms !== version
        if (!isGone && isNews)
          this.naive.said.set(key, { isYes: true, atMs: nowMs, terms: version })
        return
      }
      case 'withdraw':
        await refused(this.#ledger.withdraw({ ...by, scope: given.scope! }))
        this.naive.said.set(key, { isYes: false, atMs: nowMs, terms: 0 })
        return
      case 'assign':
        return this.#assign(given, by)
      case 'unassign':
        await refused(this.#ledger.endLines(by))
        for (const [prefix, holder] of [...this.naive.holders])
          if (holder === by.subscriber) this.naive.holders.delete(prefix)
        return
      case 'pause':
        await refused(this.#ledger.pause({ ...by, hours: given.hours! }))
        if (!isGone) this.naive.pausedUntilMs.set(by.subscriber, nowMs + given.hours! * HOUR_MS)
        return
      case 'resume':
        if (!isGone) await this.#ledger.resume(by)
        this.naive.pausedUntilMs.delete(by.subscriber)
        return
      case 'end':
        await refused(this.#ledger.endContract(by))
        this.naive.gone.add(by.subscriber)
        for (const [prefix, holder] of [...this.naive.holders])
          if (holder === by.subscriber) this.naive.holders.delete(prefix)
        return
      case 'terms':
        return this.#terms(given.scope!, given.isMaterial!, given.graceHours! * HOUR_MS)
      case 'lapse':
        await this.#ledger.lapseDue()
        for (const [who, { isYes, terms }] of [...this.naive.said]) {
          const [one, of] = who.split(' ') as [string, BlockScope]
          if (isYes && !this.naive.gone.has(one) && this.naive.lapsesAt(of, terms) <= nowMs)
            this.naive.said.set(who, { isYes: false, atMs: nowMs, terms })
        }
        return
      case 'clock':
        this.clock.advance(given.minutes! * 60_000)
        return
      case 'warn': {
        const hour = 3_600_000
        const untilMs = Math.floor(nowMs / hour) * hour + given.hours! * hour
        const validUntil = `${new Date(untilMs).toISOString().slice(0, 19)}Z`
        const uses = given.mayBlock ? (['block-with-consent'] as const) : (['research'] as const)
        const { address, status } = given
        this.warnings.set(address!, warningOn(address!, { status: status!, validUntil, uses }))
        await this.#planner.refresh()
        return
      }
      case 'spare':
        this.spared.add(given.address!)
        await this.#planner.entries.addOverride({
          target: given.address!,
          reason: 'a neighbour',
          actor: 'x',
          untilMs: null,
        })
        await this.#planner.refresh()
        return
      case 'restart':
        await this.#open()
        await this.#planner.refresh()
        return
      default:
        throw new Error(given.do)
    }
  }

  /** What overlaps with itself, or is older than what stands (a clock set back), is refused and changes nothing. */
  async #assign(
    { prefixes = [] }: Step,
    by: { readonly subscriber: string; readonly channel: 'page'; readonly actor: string },
  ): Promise<void> {
    const before = [...this.naive.holders]
    try {
      await this.#ledger.assign([{ ...by, prefixes }])
      this.naive.assign(by.subscriber, prefixes)
    } catch (error) {
      if (!(error instanceof ConsentError)) throw error
      assert.deepEqual([...this.naive.holders], before)
    }
  }

  async #terms(of: BlockScope, isMaterial: boolean, graceMs: number): Promise<void> {
    const version = this.naive.terms[of].length + 1
    const title = { ja: `第${version}版`, en: `version ${version}` }
    await this.#ledger.publishTerms(
      {
        scope: of,
        basis: 'opt-in',
        change: isMaterial ? 'material' : 'editorial',
        graceMs,
        wording: { ...WORDING_TEMPLATES[of], title },
      },
      { actor: 'officer', note: '' },
    )
    this.naive.terms[of].push({
      isMaterial: isMaterial || version === 1,
      endMs: this.clock.nowMs() + graceMs,
    })
  }

  #check(planner: Planner, ledger: ConsentLedger): void {
    const nowMs = this.clock.nowMs()
    for (const [plane, blockings] of planner.blockings())
      for (const { scope: of, sources, targets } of blockings) {
        assert.equal(of, SCOPE_OF[plane])
        const expected = [...this.naive.holders]
          .filter(([, holder]) => this.naive.isValid(holder, of, nowMs))
          .map(([prefix]) => prefix)
        assert.deepEqual([...sources.keys()].sort(), expected.sort())
        covered += sources.size
        for (const target of targets) this.#checkTarget(target, nowMs)
      }
    for (const of of BLOCK_SCOPES)
      for (const grant of ledger.grants(of))
        if (grant.holdsAt(nowMs)) assert.ok(this.naive.isValid(grant.subscriber, of, nowMs))
  }

  #checkTarget(target: { readonly type: string; readonly address?: string }, nowMs: number): void {
    const warning = this.warnings.get(target.address ?? '')!
    assert.ok(!this.spared.has(warning.address))
    assert.equal(warning.status, 'active')
    assert.ok(warning.uses.includes('block-with-consent'))
    assert.ok(nowMs < Date.parse(warning.validUntil))
  }
}
