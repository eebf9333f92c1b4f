import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import type { CollateralEstimate } from '../../core/collateral-estimate.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { lintWarning } from '../../gate/warning/lint.ts'
import { wholeHour } from '../../gate/warning/whole-time.ts'
import { CaseError } from '../errors.ts'
import { CASE_MIGRATIONS } from '../migrations/index.ts'
import { caseIdOf } from './case-id.ts'
import type { EvidenceItem } from './evidence-item.ts'
import { createRegistry, type Registry } from './registry.ts'

const ALONE: CollateralEstimate = {
  days: 7,
  subscribersPerDay: 12,
  consentingPerDay: null,
  answeredPerDay: 11,
  ageDays: 3,
  otherServices: 1,
  otherSubscribersPerDay: 2,
  knownGood: null,
}
/** The endpoint of this test is a documentation address. */
const SYNTHETIC = { ownPrefixes: [], isSynthetic: true }
const hanako = { actor: 'Hanako', note: 'scans after contact' }
const taro = { actor: 'Taro', note: 'I see the same' }
const refused = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error) => error instanceof CaseError && error.code === code)

inEveryHome('publishing', (home) => {
  let database: Database
  let registry: Registry
  let estimate: CollateralEstimate | undefined
  let port = 0
  const clock = new ManualClock(Date.UTC(2026, 10, 21, 9))

  before(async () => {
    database = await openDatabase(await home.create(), CASE_MIGRATIONS)
    registry = createRegistry(database, clock, {
      isSubscriber: (address) => address.startsWith('10.'),
      estimate: async () => estimate,
      rolesOf: async (actor) => new Set(actor === 'viewer' ? ['viewer'] : ['analyst', 'approver']),
    })
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const candidateOn = (onPort: number) => ({
    address: '2001:db8::7',
    protocol: 'tcp',
    port: onPort,
    probability: 0.9,
    band: 'share-candidate' as const,
    clients: 12,
    reasons: [],
    against: [],
  })
  const confirmed = async (found: CollateralEstimate | undefined = ALONE) => {
    estimate = found
    const candidate = candidateOn(++port)
    await registry.propose([candidate], { actor: 'detector' })
    const id = caseIdOf(candidate)
    await registry.confirm(id, { ...hanako, kind: 'controller' })
    return id
  }
  const published = async () => {
    const id = await confirmed()
    await registry.publish(id, hanako)
    await registry.approve(id, taro)
    return id
  }

  it('a warning goes out by two people, for as long as its kind holds', async () => {
    const id = await confirmed()
    const asked = await registry.publish(id, hanako)
    assert.deepEqual([asked.status, asked.request?.by], ['confirmed', 'Hanako'])
    assert.equal(registry.warningOf(asked), undefined, 'nothing is told before the second person')
    const done = await registry.approve(id, taro)
    assert.equal(done.status, 'published')
    const told = registry.warningOf(done)
    assert.deepEqual(told, {
      id,
      address: '2001:db8::7',
      protocol: 'tcp',
      port,
      kind: 'controller',
      band: 'share-candidate',
      validFrom: wholeHour(clock.nowMs()),
      validUntil: wholeHour(clock.nowMs() + 72 * HOUR_MS),
      status: 'active',
      uses: ['notify-subscribers', 'block-with-consent'],
      version: 1,
    })
    assert.deepEqual(lintWarning(told, SYNTHETIC), told, 'what is told passes every door')
    assert.deepEqual(done.history.at(-1)?.details?.estimate, ALONE)
  })

  it('the one who asked cannot approve, under no spelling; nor can somebody without the role', async () => {
    const id = await confirmed()
    await registry.publish(id, hanako)
    for (const actor of ['Hanako', ' hanako', 'ＨＡＮＡＫＯ', 'Hana\u200bko'])
      await refused(registry.approve(id, { ...taro, actor }), 'APPROVER_IS_PROPOSER')
    await refused(registry.approve(id, { ...taro, actor: 'viewer' }), 'APPROVER_ROLE_MISSING')
    assert.equal((await registry.decline(id, taro)).request, null)
    await refused(registry.approve(id, taro), 'CASE_TRANSITION_ILLEGAL')
  })

  it('of many who approve at the same moment, one does', async () => {
    const id = await confirmed()
    await registry.publish(id, hanako)
    const approvals = await Promise.allSettled(
      ['Taro', 'Jiro', 'Saburo', 'Shiro'].map((actor) => registry.approve(id, { ...taro, actor })),
    )
    assert.equal(approvals.filter(({ status }) => status === 'fulfilled').length, 1)
    const { history, warning } = await registry.get(id)
    assert.equal(history.filter(({ kind }) => kind === 'published').length, 1)
    assert.equal(warning?.version, 1)
  })

  it('shared infrastructure is refused, until somebody says why it must be', async () => {
    const id = await confirmed({ ...ALONE, otherServices: 40, otherSubscribersPerDay: 900 })
    const { objections } = await registry.collateral(id, 'Hanako')
    assert.deepEqual(objections, ['many-services', 'mostly-other-use'])
    await refused(registry.publish(id, hanako), 'COLLATERAL_TOO_GREAT')
    await refused(registry.publish(id, { ...hanako, override: '  ' }), 'COLLATERAL_TOO_GREAT')
    await refused(
      registry.publish(id, { ...hanako, override: 'as 10.1.2.3 told us' }),
      'NOTE_NAMES_SUBSCRIBER',
    )
    const override = 'the hoster asked us to'
    await registry.publish(id, { ...hanako, override })
    const { history } = await registry.approve(id, taro)
    assert.equal(history.at(-2)?.details?.override, override)
  })

  it('an override answers what was objected then, not what came after', async () => {
    const id = await confirmed({ ...ALONE, otherServices: 40 })
    await registry.publish(id, { ...hanako, override: 'one customer, forty ports' })
    estimate = { ...ALONE, otherServices: 40, knownGood: 'national time service' }
    await refused(registry.approve(id, taro), 'COLLATERAL_TOO_GREAT')
    assert.equal((await registry.get(id)).status, 'confirmed')
  })

  it('what cannot be estimated is refused as well', async () => {
    const id = await confirmed()
    estimate = undefined
    await refused(registry.publish(id, hanako), 'COLLATERAL_TOO_GREAT')
  })

  it('knocking alone is never shared, whatever reason is given; a second origin suffices', async () => {
    const id = await confirmed({ ...ALONE, answeredPerDay: 0 })
    await refused(registry.publish(id, { ...hanako, override: 'trust me' }), 'EVIDENCE_TOO_WEAK')
    await registry.addEvidence(id, listed('for', clock.nowMs()), { actor: 'lists' })
    assert.equal((await registry.publish(id, hanako)).request?.by, 'Hanako')
  })

  it('a case that nobody confirmed is not published, and not looked at for it', async () => {
    const candidate = candidateOn(++port)
    await registry.propose([candidate], { actor: 'detector' })
    await refused(registry.publish(caseIdOf(candidate), hanako), 'CASE_TRANSITION_ILLEGAL')
    await refused(registry.approve(caseIdOf(candidate), taro), 'CASE_TRANSITION_ILLEGAL')
  })

  it('evidence says how many and never who', async () => {
    const id = await confirmed()
    const add = (changes: Partial<EvidenceItem>) =>
      registry.addEvidence(id, { ...listed('for', clock.nowMs()), ...changes }, { actor: 'lists' })
    for (const text of ['seen from 10.1.2.3', 'asked by 203.0.113.9', 'peer [2001:db8::8]:99'])
      await refused(add({ text }), 'EVIDENCE_NAMES_ADDRESS')
    await refused(add({ origin: '198.51.100.7' }), 'EVIDENCE_NAMES_ADDRESS')
    await refused(add({ counts: { '10.1.2.3': 1 } }), 'EVIDENCE_INVALID')
    await refused(add({ counts: { clients: Number.NaN } }), 'EVIDENCE_INVALID')
    await refused(add({ observedAtMs: clock.nowMs() + DAY_MS }), 'EVIDENCE_INVALID')
    await refused(add({ text: '\0 ' }), 'EVIDENCE_INVALID')
    const extra = { ...listed('for', clock.nowMs()), client: '10.1.2.3' }
    const { history } = await registry.addEvidence(id, extra, { actor: 'lists' })
    assert.doesNotMatch(JSON.stringify(history), /10\.1\.2\.3/)
    await add({ text: 'at 2001:DB8::7 itself' })
  })

  it('a list entry that disappears upstream weakens the case', async () => {
    const id = await confirmed()
    const at = clock.nowMs()
    const voices = async (item: EvidenceItem) =>
      (await registry.addEvidence(id, item, { actor: 'lists' })).voices.length
    assert.equal(await voices(listed('for', at)), 2)
    assert.equal(await voices({ ...listed('for', at), text: 'listed by a copy of it' }), 2)
    assert.equal(await voices(listed('withdrawn', at)), 1)
  })

  it('a lease is renewed while it is seen, queued before its end, and expires by itself', async () => {
    const id = await published()
    const seen = (contact: 'answered' | 'syn-only') =>
      registry.reverify(id, contact, { actor: 'schedule' })
    assert.equal(await seen('answered'), false, 'nothing gained yet')
    clock.advance(DAY_MS)
    assert.equal(await seen('answered'), true)
    clock.advance(2 * DAY_MS)
    const ids = async (hours: number) =>
      (await registry.ending(hours * HOUR_MS, 500)).map((one) => one.id)
    assert.ok(!(await ids(23)).includes(id))
    assert.ok((await ids(24)).includes(id))
    assert.ok(!(await registry.expireDue({ actor: 'schedule' })).includes(id))
    clock.advance(DAY_MS)
    assert.equal(registry.warningOf(await registry.get(id))?.status, 'expired')
    assert.equal((await registry.get(id)).status, 'published', 'the scheduler has not come by')
    assert.equal(await seen('answered'), false, 'what has run out is not renewed')
    assert.ok((await registry.expireDue({ actor: 'schedule' })).includes(id))
    assert.deepEqual(await registry.expireDue({ actor: 'schedule' }), [])
    assert.equal((await registry.get(id)).status, 'expired')
  })

  it('an expired case comes back by new evidence only, and then before a person', async () => {
    const id = await published()
    clock.advance(4 * DAY_MS)
    await registry.expireDue({ actor: 'schedule' })
    await refused(registry.reopen(id, hanako), 'EXPIRED_NEEDS_EVIDENCE')
    const run = (hoursBack: number) =>
      registry.propose([candidateOn(port)], {
        actor: 'detector',
        evidenceFromMs: clock.nowMs() - hoursBack * HOUR_MS,
      })
    await run(2 * 24)
    assert.equal(
      (await registry.get(id)).status,
      'expired',
      'flows from before its end are no news',
    )
    await run(1)
    const again = await registry.get(id)
    assert.deepEqual([again.status, again.warning?.status], ['proposed', 'expired'])
    assert.equal(await registry.rebuildSnapshots(), 0)
  })

  it('an operator’s no survives the next run of the detector and the next list', async () => {
    const id = await published()
    await registry.retract(id, { actor: 'Taro', note: 'a camera maker’s update server' })
    clock.advance(DAY_MS)
    await registry.propose([candidateOn(port)], { actor: 'detector' })
    await registry.addEvidence(id, listed('for', clock.nowMs()), { actor: 'lists' })
    assert.equal((await registry.get(id)).status, 'retracted')
  })

  it('many cases are decided at once, and one that cannot be stops no other', async () => {
    const [one, other] = [await confirmed(), await confirmed()]
    const wrong = await published()
    const ids = [one, wrong, other, one, 'nobody']
    const outcomes = await registry.decideMany(ids, 'reopen', hanako)
    assert.deepEqual(outcomes, [
      { id: one, refusal: null },
      { id: wrong, refusal: 'CASE_TRANSITION_ILLEGAL' },
      { id: other, refusal: null },
      { id: 'nobody', refusal: 'CASE_NOT_FOUND' },
    ])
  })

  it('the queue of approvals holds what waits for a second person, and nothing else', async () => {
    const id = await confirmed()
    await registry.publish(id, hanako)
    const query = { isAwaitingApproval: true, sort: 'changed', limit: 500 } as const
    const { cases } = await registry.find(query)
    assert.ok(cases.some((one) => one.id === id))
    assert.ok(cases.every((one) => one.request !== null && one.status === 'confirmed'))
  })

  it('after all of it the snapshots are what the events say', async () => {
    assert.equal(await registry.rebuildSnapshots(), 0)
    const { rows } = await sql<{ count: number }>`select count(*) as count from cases
      where (life ->> 'ignoredCount')::int > 0`.execute(database)
    assert.equal(Number(rows[0]?.count), 0)
  })
})

function listed(stance: EvidenceItem['stance'], observedAtMs: number): EvidenceItem {
  return {
    source: 'reputation-list',
    origin: 'abuse.example',
    observedAtMs,
    stance,
    text: 'listed as a controller',
    counts: { lists: 2 },
  }
}
