import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Registry as Metrics } from 'prom-client'
import { temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { createRegistry, type Registry } from '../../cases/index.ts'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { ManualClock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import { AuditLog, verifyAudit } from '../../flows/store/audit-log.ts'
import { PROFILE_DAYS_MAX } from '../../verdicts/drift/drift-state.ts'
import type { ScoredEndpoint } from '../../verdicts/index.ts'
import { modelProbability, modelScore } from '../../verdicts/model/model.ts'
import { smallModel, smallSamples } from '../../verdicts/small-model.fixture.ts'
import { Model } from '../../web/schemas/model.ts'
import { openDataDirectory } from '../data-directory.ts'
import { driftFinding, modelFinding } from '../doctor/model-findings.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { modelMetrics } from '../service/model-metrics.ts'
import { ModelLibrary, SHIPPED_ID } from './model-library.ts'
import { modelView } from './model-view.ts'
import { ModelWatch } from './model-watch.ts'
import { promoteModel } from './promote.ts'

const DAY_MS = 86_400_000
const CHALLENGER = smallModel(1)
const OTHER = smallModel(3)

describe('the models of an installation', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let database: Database
  let registry: Registry
  let clock: ManualClock
  let library: ModelLibrary
  let watch: ModelWatch

  before(async () => {
    directory = await temporaryDirectory()
    const data = openDataDirectory(directory.path)
    database = await openOperationalDatabase(data)
    clock = new ManualClock(Date.UTC(2026, 10, 1, 12))
    registry = createRegistry(database, clock)
    library = new ModelLibrary(data.models, clock)
    watch = new ModelWatch({
      library,
      registry,
      driftFile: data.driftFile,
      directory: data.models,
      clock,
    })
  })
  after(async () => {
    await database.destroy()
    await directory[Symbol.asyncDispose]()
  })

  /** What a detection by the champion of now has scored. */
  function scored(count: number, seed: number, moved = 0): ScoredEndpoint[] {
    const { model } = library.champion()
    return smallSamples(count, seed).map(({ values }, i) => {
      const row = Float64Array.from(values, (value, feature) => value + (feature === 3 ? moved : 0))
      const score = modelScore(model, row)
      return {
        endpoint: { address: `198.51.${i >> 8}.${i & 255}`, protocol: 'tcp', port: 443 },
        values: row,
        score,
        probability: modelProbability(model, score),
      }
    })
  }
  const promote = async (id: string, actor = 'hanako', reason = 'agrees for a week') => {
    const audit = await AuditLog.open(join(directory.path, 'audit'), clock)
    try {
      return await promoteModel(library, audit, { id, actor, reason })
    } finally {
      await audit.close()
    }
  }

  it('begin with the shipped one, which decides', () => {
    assert.equal(library.champion().id, SHIPPED_ID)
    assert.equal(library.challenger(), undefined)
    assert.deepEqual(library.list(), [])
  })

  it('a challenger decides nothing until a person promotes it, and the audit has who and why', async () => {
    const { id } = library.challenge(CHALLENGER)
    assert.equal(library.challenge(CHALLENGER).id, id)
    assert.equal(library.champion().id, SHIPPED_ID)
    await promote(id)
    assert.equal(library.champion().id, id)
    assert.equal(library.challenger()?.id, SHIPPED_ID)
    assert.equal(library.champion().model.card.title, CHALLENGER.card.title)
    const lines = readFileSync(join(directory.path, 'audit', 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const line = JSON.parse(lines.at(-1)!)
    assert.deepEqual(
      [line.kind, line.actor, line.reason, line.subject],
      ['promotion', 'hanako', 'agrees for a week', `model ${id}, before shipped`],
    )
    assert.equal((await verifyAudit(join(directory.path, 'audit'))).brokenAt, undefined)
  })

  it('a model that is unknown, or that decides already, is not promoted and leaves no line', async () => {
    const before = (await verifyAudit(join(directory.path, 'audit'))).entryCount
    await assert.rejects(promote('m-000000000000'), { code: 'MODEL_UNKNOWN' })
    await assert.rejects(promote(library.champion().id), { code: 'MODEL_CHAMPION_ALREADY' })
    await assert.rejects(promote(SHIPPED_ID, 'hanako', '192.0.2.7 complained'), {
      code: 'NOTE_NAMES_SUBSCRIBER',
    })
    assert.equal((await verifyAudit(join(directory.path, 'audit'))).entryCount, before)
  })

  it('a champion whose file is damaged is replaced by the shipped model, and says so', () => {
    const { id } = library.champion()
    const path = join(directory.path, 'models', `${id}.model.json`)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, '{')
    const after = new ModelLibrary(join(directory.path, 'models'), clock).champion()
    assert.equal(after.id, SHIPPED_ID)
    assert.match(after.failure!, /MODEL_INVALID/)
    writeFileSync(path, text)
  })

  it('both models score what was scored, and their agreement is kept', async () => {
    library.challenge(OTHER)
    await watch.note(scored(400, 8), library.champion())
    await watch.note(scored(400, 8), library.champion())
    const comparison = watch.comparison()!
    assert.equal(comparison.runs, 2)
    assert.equal(comparison.endpoints, 400)
    // Two models of the same kind of data agree in most, and not in all.
    assert.ok(comparison.overlapAt100 > 0.4 && comparison.overlapAt100 < 1)
    assert.ok(comparison.orderAgreement > 0.2 && comparison.orderAgreement < 1)
  })

  it('what people decided is held against what each model had said before', async () => {
    const rows = scored(400, 8).toSorted((a, b) => b.score - a.score)
    const cases = rows.slice(0, 45).map(({ endpoint, probability }) => ({
      ...endpoint,
      probability,
      band: 'suspected' as const,
      clients: 4,
      reasons: [],
      against: [],
    }))
    await registry.propose(cases, { actor: 'detector' })
    await watch.note(scored(400, 8), library.champion())
    for (const [i, one] of cases.entries()) {
      clock.advance(1_000)
      const decision = { actor: 'hanako', note: 'looked at it' }
      await (i % 9 === 0
        ? registry.confirm(caseIdOf(one), decision)
        : registry.dismiss(caseIdOf(one), decision))
    }
    await watch.note(scored(400, 8), library.champion())
    const { decided } = watch.comparison()!
    assert.deepEqual([decided.confirmed, decided.dismissed], [5, 40])
    assert.ok(decided.champion.confirmed + decided.champion.dismissed > 0)
    const calibration = watch.calibration()
    assert.deepEqual(
      [calibration.kind, calibration.confirmed, calibration.dismissed],
      ['site', 5, 40],
    )
    assert.ok(calibration.shift < -0.5, `${calibration.shift}`)
  })

  it('days that stay alike raise no alarm, a feature that moves does, and storage is bounded', async () => {
    for (let day = 0; day < PROFILE_DAYS_MAX + 4; day++) {
      clock.advance(DAY_MS)
      await watch.note(scored(400, 20 + day), library.champion())
    }
    assert.equal(watch.drift('provider').state, 'steady')
    clock.advance(DAY_MS)
    await watch.note(scored(400, 90, 3), library.champion())
    const drift = watch.drift('provider')
    assert.equal(drift.state, 'drifting')
    assert.deepEqual(
      drift.features.filter(({ isAlarm }) => isAlarm).map(({ feature }) => feature),
      [3],
    )
    const kept = readFileSync(join(directory.path, 'drift.json')).length
    assert.ok(kept < 250_000, `${kept} octets`)
  })

  it('doctor and metrics tell of drift as well', async () => {
    const data = openDataDirectory(directory.path)
    const finding = driftFinding(data)
    assert.equal(finding.status, 'warning')
    assert.match(finding.detail.en, /1 of \d+ features have moved away/)
    assert.equal(modelFinding(data).status, 'ok')
    const metrics = new Metrics()
    modelMetrics(metrics, () => ({
      drift: watch.drift('provider'),
      comparison: watch.comparison(),
      calibration: watch.calibration(),
      champion: library.champion().id,
    }))
    const text = await metrics.metrics()
    assert.match(text, /^noroshi_feature_drift_alarms 1$/m)
    assert.match(text, new RegExp(`noroshi_champion_info{model="${library.champion().id}"} 1`))
    const moved = /noroshi_feature_drift_psi{feature="down_octets_per_contact_log2"} ([\d.]+)/.exec(
      text,
    )
    assert.ok(Number(moved?.[1]) > 0.25, moved?.[0])
  })

  it('the API shows all of it, and nothing that names an endpoint', () => {
    const view = Model.strict().parse(modelView(library, watch, 'provider'))
    assert.equal(view.drift.state, 'drifting')
    assert.match(view.drift.detail.ja, /外れています/)
    assert.equal(view.models.length, 3)
    assert.equal(view.promotions[0]!.by, 'hanako')
    assert.ok(view.champion.reliability!.count > 0)
    assert.match(view.champion.baseRate!.en, /100 controllers among 100,000 candidates/)
    assert.equal(JSON.stringify(view).includes('198.51.'), false)
  })
})
