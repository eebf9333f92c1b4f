import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { drawGroups } from '../rounds/draw-groups.ts'
import type { DayState } from '../tables.ts'
import { effectAt, MAIN_HORIZON, type Participant } from './effect.ts'
import { difference, proportion } from './proportion.ts'
import { standingOn } from './standing-on.ts'

const near = (one: number, other: number): void =>
  assert.ok(Math.abs(one - other) < 0.0006, `${one} ${other}`)

test('the interval of a difference is that of Newcombe’s paper', () => {
  // Statistics in Medicine 17 (1998) 873–890, table II, method 10: 56/70 against 48/80, and 10/10 against 0/20.
  const one = difference(proportion(56, 70), proportion(48, 80))
  near(one.low, 0.0524)
  near(one.high, 0.3339)
  const other = difference(proportion(10, 10), proportion(0, 20))
  near(other.low, 0.6791)
  near(other.high, 1)
})

test('not seen is not clean', () => {
  const days = (...states: DayState[]) => new Map(states.map((state, index) => [index, state]))
  assert.equal(standingOn(days('quiet', 'quiet', 'quiet'), 3), 'cleaned')
  assert.equal(standingOn(days('active', 'quiet', 'quiet'), 3), 'still-talking')
  assert.equal(standingOn(days('active', 'quiet', 'quiet', 'quiet'), 4), 'cleaned')
  assert.equal(standingOn(days('unseen', 'unseen', 'unseen'), 3), 'unknown')
  assert.equal(standingOn(days('quiet', 'unseen', 'unseen'), 3), 'unknown')
  assert.equal(standingOn(days(), 3), 'unknown')
})

type World = {
  readonly naturalDaily: number
  readonly toldDaily: number
  readonly seenDaily: number
}
const SUBSCRIBERS = 300
const STUDY = { heldOutPercent: 20, studyDays: 30 }
const START = 20_000

/** Infected lines day by day: each is mended with a chance of its group, is on or off, and rests now and then. */
function study(world: World, seed: number): { participants: Participant[]; truth: number } {
  const dice = new SeededRandom(seed).fork('lives')
  const items = Array.from({ length: SUBSCRIBERS }, (_, index) => ({
    subscriber: `s${index}`,
    stratum: ['camera', 'router', 'unknown'][index % 3]!,
  }))
  const participants = drawGroups(items, STUDY.heldOutPercent, seed).map(
    ({ group }): Participant => {
      const chance = group === 'alerted' ? world.toldDaily : world.naturalDaily
      const days = new Map<number, DayState>()
      let isInfected = true
      for (let day = 0; day < STUDY.studyDays; day++) {
        if (isInfected && dice.next() < chance) isInfected = false
        const isOn = dice.next() < world.seenDaily
        const talks = isInfected && dice.next() < 0.97
        days.set(START + day, isOn ? (talks ? 'active' : 'quiet') : 'unseen')
      }
      return {
        group,
        startDay: START,
        studyDays: STUDY.studyDays,
        days,
        observedUntilDay: START + STUDY.studyDays,
      }
    },
  )
  return { participants, truth: cleanShare(world.toldDaily) - cleanShare(world.naturalDaily) }
}

/** Of those of whom the last three days tell: mended before the first of them, or by chance quiet. Known by simulation. */
const shares = new Map<number, number>()
function cleanShare(daily: number): number {
  const known = shares.get(daily)
  if (known !== undefined) return known
  const dice = new SeededRandom(4_711)
  let cleaned = 0
  let told = 0
  for (let life = 0; life < 60_000; life++) {
    const days = new Map<number, DayState>()
    let isInfected = true
    for (let day = 0; day < MAIN_HORIZON; day++) {
      if (isInfected && dice.next() < daily) isInfected = false
      const isOn = dice.next() < 0.9
      const talks = isInfected && dice.next() < 0.97
      days.set(day, isOn ? (talks ? 'active' : 'quiet') : 'unseen')
    }
    const standing = standingOn(days, MAIN_HORIZON)
    if (standing === 'unknown') continue
    told++
    if (standing === 'cleaned') cleaned++
  }
  shares.set(daily, cleaned / told)
  return cleaned / told
}

const STUDIES = 400

test('a planted effect lies in the stated interval about as often as is stated', () => {
  let covered = 0
  let shown = 0
  for (let seed = 1; seed <= STUDIES; seed++) {
    // As published: 58 % mend by themselves in 14 days, of those in a walled garden 92 %.
    const { participants, truth } = study(
      { naturalDaily: 0.07, toldDaily: 0.19, seenDaily: 0.9 },
      seed,
    )
    const { difference: gap, verdict } = effectAt(participants, MAIN_HORIZON)
    if (gap!.low <= truth && truth <= gap!.high) covered++
    if (verdict === 'effect') shown++
  }
  // 95 % of 400, give or take three standard deviations.
  assert.ok(covered / STUDIES > 0.917 && covered / STUDIES < 0.985, `covered ${covered}`)
  assert.ok(shown / STUDIES > 0.95, `shown ${shown}`)
})

test('where nothing was planted, no effect is shown, but for the stated rate of error', () => {
  let claimed = 0
  for (let seed = 1; seed <= STUDIES; seed++) {
    const { participants } = study({ naturalDaily: 0.07, toldDaily: 0.07, seenDaily: 0.9 }, seed)
    if (effectAt(participants, MAIN_HORIZON).verdict !== 'no-effect-shown') claimed++
  }
  assert.ok(claimed / STUDIES < 0.083, `claimed ${claimed}`)
  assert.ok(claimed > 0, 'an interval that never errs is too wide')
})

test('without the held-out group what mends by itself would pass for an effect', () => {
  const { participants } = study({ naturalDaily: 0.07, toldDaily: 0.07, seenDaily: 0.9 }, 1)
  const { alerted, verdict } = effectAt(participants, MAIN_HORIZON)
  assert.ok(alerted.share > 0.4, 'most of the told are clean')
  assert.equal(verdict, 'no-effect-shown', 'and the untold as well')
})

test('nothing is said of a horizon that nobody has reached, nor after those who waited were told', () => {
  const { participants } = study({ naturalDaily: 0.07, toldDaily: 0.19, seenDaily: 0.9 }, 1)
  const early = participants.map((one) => ({ ...one, observedUntilDay: START + 10 }))
  assert.deepEqual(
    [7, 14].map((days) => effectAt(early, days).verdict),
    ['effect', 'too-few'],
  )
  const short = participants.map((one) => ({ ...one, studyDays: 20 }))
  assert.equal(effectAt(short, 30).verdict, 'too-few')
})
