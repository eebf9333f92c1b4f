import type { SeededRandom } from '../../core/random.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { hashShare } from '../machines/mood.ts'
import { logUniform } from '../traffic/draw.ts'

/**
 * Days a controller has lived when a run ends. Most are new: 91 % do not answer a second probe four hours
 * after the first (MalNet, IMC 2022), and of those that last some last for weeks.
 */
const CONTROLLER_AGE_DAYS = [0.3, 40] as const
/** Innocent services are born too; an assumption, as decision 0028 says. */
const NEW_SERVICE_SHARE = 0.06
const NEW_SERVICE_AGE_DAYS = [0.3, 10] as const

/** In days, and of days that need not be whole. */
export const drawControllerAge = (random: SeededRandom): number =>
  logUniform(random, CONTROLLER_AGE_DAYS)

/** The same of an innocent service; most were always there. */
export const drawServiceAge = (random: SeededRandom): number =>
  random.next() < NEW_SERVICE_SHARE
    ? logUniform(random, NEW_SERVICE_AGE_DAYS)
    : Number.POSITIVE_INFINITY

/** When a controller was first contacted, in milliseconds after the start of a run of so many hours. */
export const drawControllerBirth = (random: SeededRandom, hours: number): number =>
  birth(drawControllerAge(random), hours)

export const drawServiceBirth = (random: SeededRandom, hours: number): number =>
  birth(drawServiceAge(random), hours)

/** The same of what people use without being asked, by its place in a list: no stream is spent on it. */
export function birthByIndex(seed: number, index: number, hours: number): number {
  const share = hashShare(seed, index) / NEW_SERVICE_SHARE
  const [low, high] = NEW_SERVICE_AGE_DAYS
  return share < 1 ? birth(low * (high / low) ** share, hours) : Number.NEGATIVE_INFINITY
}

const birth = (ageDays: number, hours: number): number =>
  Math.round(hours * HOUR_MS - ageDays * DAY_MS)
