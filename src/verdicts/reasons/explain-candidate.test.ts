import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Candidate } from '../detection.ts'
import { FEATURES } from '../features/catalogue.ts'
import type { EvidenceGroup } from '../features/feature.ts'
import { type Model, modelProbability, modelScore } from '../model/model.ts'
import { rowOf, smallModel, smallSamples } from '../small-model.fixture.ts'
import { CONTACTS_MIN } from './abstention.ts'
import { explainCandidate } from './explain-candidate.ts'
import { yardstickOf } from './standing.ts'

const MODEL = smallModel()
const CIRCUMSTANCES = {
  siteShift: 0,
  suspectedFrom: 0.5,
  yardstick: yardstickOf([], MODEL.reference),
}
const SAMPLES = smallSamples(600, 77)
const explain = (
  values: ArrayLike<number>,
  facts = {},
  model: Model = MODEL,
  circumstances = CIRCUMSTANCES,
): Candidate => explainCandidate(model, rowOf(values, facts), circumstances)

/** By hand, so that the test does not lean on the code it tests. */
function withoutGroup(values: ArrayLike<number>, group: string, fillsMissing: boolean): number[] {
  const { shares, quantiles } = MODEL.reference!.scale
  const middle = shares.indexOf(0.5)
  return Array.from(values, (value, i) =>
    FEATURES[i]!.group === group && (fillsMissing || !Number.isNaN(value))
      ? quantiles[i]![middle]!
      : value,
  )
}

test('taking the stated evidence away moves the score the way every reason says', () => {
  let reasons = 0
  let against = 0
  for (const { values } of SAMPLES) {
    const candidate = explain(values)
    const score = modelScore(MODEL, values)
    for (const [said, sign] of [
      [candidate.reasons, 1],
      [candidate.against, -1],
    ] as const)
      for (const { group, weight, effect } of said.filter(({ weight }) => weight !== 0)) {
        if (sign > 0) reasons++
        else against++
        assert.ok(weight * sign > 0 && effect! * sign > 0)
        for (const fillsMissing of [false, true]) {
          const left = modelScore(MODEL, withoutGroup(values, group, fillsMissing))
          assert.ok((score - left) * sign > 0, `${group}: ${score} → ${left}`)
        }
      }
  }
  assert.ok(reasons > 500 && against > 500, `${reasons} and ${against}`)
})

test('evidence that its own removal does not bear out supports nothing and is not said', () => {
  // Contributions alone would say so; the sum of all said weights then stays below 1.
  const partial = SAMPLES.filter(({ values }) => {
    const { reasons, against } = explain(values)
    const sum = [...reasons, ...against].reduce((total, { weight }) => total + Math.abs(weight), 0)
    return sum < 0.97
  })
  assert.ok(partial.length > 0 && partial.length < SAMPLES.length)
})

test('the counterfactual is what the model says of the changed endpoint, and it lowers the band', () => {
  let deciding = 0
  for (const { values } of SAMPLES) {
    const { counterfactual, band } = explain(values)
    assert.equal(counterfactual === null, band === 'watch')
    if (!counterfactual?.group) continue
    deciding++
    const changed = withoutGroup(values, counterfactual.group, false)
    const probability = modelProbability(MODEL, modelScore(MODEL, changed))
    assert.ok(Math.abs(probability - counterfactual.probability) < 1e-9)
    assert.ok(counterfactual.band !== band)
    assert.match(counterfactual.en, new RegExp(probability.toFixed(2)))
  }
  assert.ok(deciding >= 10, `${deciding}`)
})

test('no smaller change of one kind of evidence would do', () => {
  for (const { values } of SAMPLES.filter(({ label }) => label === 1)) {
    const { counterfactual, band, reasons } = explain(values)
    if (!counterfactual?.group || band !== 'suspected') continue
    const chosen = reasons.find(({ group }) => group === counterfactual.group)
    for (const { group, effect } of reasons) {
      if (!chosen || effect! >= chosen.effect!) continue
      const left = modelScore(MODEL, withoutGroup(values, group as EvidenceGroup, false))
      assert.ok(modelProbability(MODEL, left) >= 0.5, group)
    }
  }
})

test('a value is said to be higher than so many only where it is', () => {
  let said = 0
  for (const { values } of SAMPLES) {
    const { reasons, against } = explain(values)
    for (const { standing, en, ja } of [...reasons, ...against]) {
      if (!standing) continue
      said++
      assert.ok(standing.share >= 0.9 && standing.of === 'training')
      assert.match(en, /(higher|lower) than at [\d.]+ % of the innocent endpoints of the synthetic/)
      assert.match(ja, /学習データ（合成）の正規の通信先の[\d.]+%より(高い|低い)値/)
    }
  }
  assert.ok(said > 100, `${said}`)
})

test('among enough endpoints of the site, a value is compared with those and not with training', () => {
  const site = smallSamples(900, 5).filter(({ label }) => label === 0)
  const yardstick = yardstickOf(
    site.map(({ values }) => values),
    MODEL.reference,
  )!
  assert.equal(yardstick.of, 'site')
  const scan = FEATURES.findIndex(({ name }) => name === 'scanning_lift_log2')
  const values = Float64Array.from(site[0]!.values)
  values[scan] = 50
  const { reasons } = explain(values, {}, MODEL, { ...CIRCUMSTANCES, yardstick })
  const behaviour = reasons.find(({ group }) => group === 'behaviour')
  assert.match(behaviour!.en, /higher than at 99\.9 % of the other endpoints seen here/)
  assert.equal(yardstickOf([], undefined), undefined)
})

test('look-alikes are one planted and one innocent kind, called synthetic, nearer first', () => {
  let right = 0
  const planted = SAMPLES.filter(({ label }) => label === 1)
  for (const { values } of planted) {
    const { lookAlikes } = explain(values)
    assert.deepEqual(lookAlikes.map(({ isPlanted }) => isPlanted).sort(), [false, true])
    assert.ok(lookAlikes[0]!.similarity >= lookAlikes[1]!.similarity)
    for (const { en, ja, isSynthetic } of lookAlikes)
      assert.ok(isSynthetic && en.includes('synthetic') && ja.includes('合成'))
    if (lookAlikes[0]!.isPlanted) right++
  }
  assert.ok(right > planted.length / 2, `${right} of ${planted.length}`)
})

test('what is unlike everything is never for sharing, what is thin never more than watched', () => {
  const planted = SAMPLES.filter(({ label }) => label === 1).map(({ values }) => values)
  const bands = planted.map((values) => explain(values).band)
  assert.ok(bands.includes('share-candidate'))
  for (const values of planted) {
    const strange = Float64Array.from(values, (value) => (Number.isNaN(value) ? value : 40 * value))
    const { abstention, band } = explain(strange)
    assert.equal(abstention?.kind, 'unlike-training')
    assert.ok(abstention!.pValue! < 0.01)
    assert.notEqual(band, 'share-candidate')
    const thin = explain(values, { contacts: CONTACTS_MIN - 1 })
    assert.deepEqual([thin.abstention?.kind, thin.band], ['thin-evidence', 'watch'])
    const few = explainCandidate(MODEL, { ...rowOf(values), isFew: true }, CIRCUMSTANCES)
    assert.deepEqual([few.abstention?.kind, few.band], ['few-clients', 'watch'])
  }
})

test('of what is like training the detector abstains in about one case of a hundred', () => {
  const fresh = smallSamples(3_000, 99)
  const abstained = fresh.filter(({ values }) => explain(values).abstention !== null).length
  assert.ok(abstained <= 0.02 * fresh.length, `${abstained} of ${fresh.length}`)
})

test('a site’s correction moves the probability and leaves the reasons as they are', () => {
  const { values } = SAMPLES.find(({ label }) => label === 1)!
  const plain = explain(values)
  const moved = explain(values, {}, MODEL, { ...CIRCUMSTANCES, siteShift: -2 })
  assert.ok(moved.probability < plain.probability)
  assert.deepEqual(
    moved.reasons.map(({ group, weight }) => [group, weight]),
    plain.reasons.map(({ group, weight }) => [group, weight]),
  )
})

test('a model of an earlier version still explains, and claims nothing it cannot check', () => {
  const { reference: _, ...old } = MODEL
  const candidate = explain(SAMPLES[0]!.values, {}, old, { ...CIRCUMSTANCES, yardstick: undefined })
  assert.ok(candidate.reasons.length > 0)
  assert.ok(candidate.reasons.every(({ effect, standing }) => effect === undefined && !standing))
  assert.deepEqual([candidate.lookAlikes, candidate.counterfactual], [[], null])
})
