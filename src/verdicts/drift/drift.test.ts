import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { featureHistograms } from '../reference/histograms.ts'
import { driftReport, OWN_DAYS_MIN } from './drift-report.ts'
import {
  type DriftState,
  NO_PROFILES,
  noteProfile,
  PROFILE_DAYS_MAX,
  parseDriftState,
} from './drift-state.ts'
import { chanceIndex, DRIFT_ALARM_FROM, stabilityIndex } from './stability-index.ts'

const random = new SeededRandom(4)
/** Three features; the second is moved, the third is now and then missing. */
function rows(count: number, moved = 0, missing = 0.2): Float64Array[] {
  return Array.from({ length: count }, () =>
    Float64Array.of(
      random.next(),
      random.normal(moved, 1),
      random.next() < missing ? Number.NaN : random.integer(3),
    ),
  )
}
const HISTOGRAMS = featureHistograms(
  rows(2_000).map((values) => ({ values, label: 0, view: 'provider' })),
)
const dayOf = (n: number): string =>
  new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)

function live(days: readonly Float64Array[][]): DriftState {
  return days.reduce<DriftState>(
    (state, day, i) => noteProfile(state, HISTOGRAMS, dayOf(i), day),
    NO_PROFILES,
  )
}
const report = (state: DriftState) => driftReport(state, HISTOGRAMS, 'provider')

test('the index is zero between alike, grows with the distance, and is worked out as published', () => {
  assert.equal(stabilityIndex([10, 20, 30], [10, 20, 30]), 0)
  const near = stabilityIndex([1000, 1000], [1100, 900])
  const far = stabilityIndex([1000, 1000], [1800, 200])
  assert.ok(near > 0 && near < far)
  // (0.9 − 0.5)·ln(0.9 / 0.5) + (0.1 − 0.5)·ln(0.1 / 0.5)
  assert.ok(Math.abs(far - (0.4 * Math.log(1.8) - 0.4 * Math.log(0.2))) < 0.01)
})

test('what chance gives is seldom above what is allowed for it', () => {
  let above = 0
  for (let draw = 0; draw < 300; draw++) {
    const [a, b] = [rows(150), rows(600)].map((all) =>
      noteProfile(NO_PROFILES, HISTOGRAMS, dayOf(0), all),
    )
    for (const feature of [0, 1, 2]) {
      const before = a!.days[0]!.counts[feature]!
      const psi = stabilityIndex(before, b!.days[0]!.counts[feature]!)
      if (psi > chanceIndex(before.length, 150, 600)) above++
    }
  }
  assert.ok(above <= 3, `${above} of 900`)
})

test('a site that stays as it is raises no alarm, one that moves raises the alarm of what moved', () => {
  const calm = live(Array.from({ length: 8 }, () => rows(400)))
  assert.equal(report(calm).state, 'steady')
  const moved = report(live([...Array.from({ length: 7 }, () => rows(400)), rows(400, 1.5)]))
  assert.equal(moved.state, 'drifting')
  assert.deepEqual(
    moved.features.filter(({ isAlarm }) => isAlarm).map(({ feature }) => feature),
    [1],
  )
  assert.ok(moved.features[0]!.psi >= DRIFT_ALARM_FROM)
  assert.equal(moved.history.at(-1)!.alarms, 1)
})

test('a feature that stops being known is drift as well', () => {
  const blind = report(live([...Array.from({ length: 5 }, () => rows(400)), rows(400, 0, 0.9)]))
  assert.deepEqual(
    blind.features.filter(({ isAlarm }) => isAlarm).map(({ feature }) => feature),
    [2],
  )
})

test('few days and few endpoints raise no alarm, however far they are', () => {
  const young = report(live([rows(400, 5), rows(400, 5)]))
  assert.deepEqual([young.state, young.against], ['collecting', 'training'])
  assert.ok(young.features[0]!.psi > 1)
  assert.ok(young.features.every(({ isAlarm }) => !isAlarm))
  const thin = report(live([...Array.from({ length: OWN_DAYS_MIN }, () => rows(400)), rows(20, 5)]))
  assert.equal(thin.state, 'steady')
})

test('many runs of one day leave one profile, many days a bounded number', () => {
  let state: DriftState = NO_PROFILES
  for (let run = 0; run < 300; run++)
    state = noteProfile(state, HISTOGRAMS, dayOf(Math.floor(run / 4)), rows(30))
  assert.equal(state.days.length, PROFILE_DAYS_MAX)
  assert.equal(new Set(state.days.map(({ day }) => day)).size, PROFILE_DAYS_MAX)
  assert.ok(JSON.stringify(state).length < 20_000)
})

test('bins of another model begin anew, and what is no state is none', () => {
  const state = live([rows(200), rows(200)])
  const others = featureHistograms(rows(500, 3).map((values) => ({ values, label: 0 })))
  assert.equal(noteProfile(state, others, dayOf(9), rows(200)).days.length, 1)
  assert.deepEqual(parseDriftState(JSON.parse(JSON.stringify(state))), state)
  for (const broken of [undefined, {}, { ...state, days: [{ ...state.days[0], counts: [[1]] }] }])
    assert.equal(parseDriftState(broken), NO_PROFILES)
  assert.equal(report(NO_PROFILES).state, 'none')
})
