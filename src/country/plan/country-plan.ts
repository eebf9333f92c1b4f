import type { Range } from '../traffic/draw.ts'
import type { Artefacts } from './artefacts.ts'

/** The parameters of a country. Everything else about it follows from them and the seed. */
export type CountryPlan = {
  readonly seed: number
  /** Households; the traffic grows with them: about 120 conversations an hour each. */
  readonly subscribers: number
  /** For how many hours endpoints that move, grow or are commanded are planned; 1 … 744. */
  readonly hours: number
  /** One packet in so many at every exporter; undefined: every router its own. */
  readonly sampling: number | undefined
  /** Names of the C2 families that are planted; none makes a benign country. */
  readonly families: readonly string[]
  /** Botnets; the first ones take the families in turn, the rest draw theirs. */
  readonly botnets: number
  /** Bots of one botnet, drawn log-uniformly. */
  readonly bots: Range
  /** One jitter for all C2 contacts, a share of the interval; undefined: each family its own. */
  readonly jitter: number | undefined
  /** `after`: a sleep after each contact (renewal). `grid`: a timetable. Undefined: families decide. */
  readonly schedule: 'after' | 'grid' | undefined
  /** Names of the kinds of innocent automation; see `TRAPS`. */
  readonly trapKinds: readonly string[]
  /** 0: no human traffic at all; 1: as much as ever. */
  readonly liveliness: number
  /** Offices and carrier NATs: many devices behind one address. */
  readonly gateways: number
  readonly artefacts: Artefacts
  /** Days before the run that its records hold in outline, at most a week with the run's own; see `PastDays`. */
  readonly pastDays: number
}
