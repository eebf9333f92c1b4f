import type { Kysely } from 'kysely'
import { DAY_MS } from '../../core/time-span.ts'
import type { DeviceKind } from '../device-kind.ts'
import type { AlertTables, DayState } from '../tables.ts'
import {
  cleanCurve,
  effectAt,
  HORIZONS,
  type HorizonEffect,
  MAIN_HORIZON,
  type Participant,
  type Verdict,
} from './effect.ts'
import type { Proportion } from './proportion.ts'

export type EffectReport = {
  readonly rounds: number
  /** Drawn, and still in the study. */
  readonly participants: number
  /** Left: who no longer agrees, and whose case turned out wrong. */
  readonly left: { readonly alerted: number; readonly heldOut: number }
  readonly mainHorizonDays: number
  readonly verdict: Verdict
  readonly horizons: readonly HorizonEffect[]
  readonly byKind: readonly { readonly deviceKind: DeviceKind; readonly effect: HorizonEffect }[]
  readonly curve: readonly {
    readonly day: number
    readonly alerted: Proportion
    readonly heldOut: Proportion
  }[]
  readonly published: typeof PUBLISHED
}

/** What was found elsewhere, to be read beside one’s own: Çetin and others, NDSS 2019 (220 customers, drawn by lot). */
export const PUBLISHED = {
  source: 'Çetin et al., NDSS 2019',
  walledGardenCleanedIn14Days: 0.92,
  mailAloneEffect: 0,
  naturalRemediation: [0.58, 0.74],
} as const

const CURVE_DAYS = 30

/** Of lines that met a C2; a reported device is not seen in flows, so its outcome is not known in the same way. */
export async function effectReport(db: Kysely<AlertTables>, round?: string): Promise<EffectReport> {
  const drawn = await drawnIn(db, round)
  const staying = drawn.filter(({ ending }) => ending === null || ending === 'over')
  const days = await daysOf(db, round)
  const all = staying.map((row) => ({
    deviceKind: row.device_kind,
    participant: participantOf(row, days.get(row.id) ?? new Map()),
  }))
  const participants = all.map(({ participant }) => participant)
  const horizons = HORIZONS.map((horizon) => effectAt(participants, horizon))
  const leftOf = (group: string): number =>
    drawn.filter((row) => row.study_group === group).length -
    staying.filter((row) => row.study_group === group).length
  return {
    rounds: new Set(drawn.map((row) => row.round)).size,
    participants: participants.length,
    left: { alerted: leftOf('alerted'), heldOut: leftOf('held-out') },
    mainHorizonDays: MAIN_HORIZON,
    verdict: horizons.find((one) => one.days === MAIN_HORIZON)!.verdict,
    horizons,
    byKind: [...Map.groupBy(all, ({ deviceKind }) => deviceKind)].map(([deviceKind, own]) => ({
      deviceKind,
      effect: effectAt(
        own.map(({ participant }) => participant),
        MAIN_HORIZON,
      ),
    })),
    curve: cleanCurve(participants, CURVE_DAYS).filter(
      ({ alerted, heldOut }) => alerted.of > 0 || heldOut.of > 0,
    ),
    published: PUBLISHED,
  }
}

function drawnIn(db: Kysely<AlertTables>, round: string | undefined) {
  return (
    db
      .selectFrom('alerts as a')
      .innerJoin('alert_rounds as r', 'r.id', 'a.round')
      .select(['a.id', 'a.round', 'a.study_group', 'a.device_kind', 'a.planned_at', 'a.ending'])
      .select(['a.observed_until', 'r.study_days'])
      .where('a.reason', '=', 'c2')
      // Without a held-out share nobody was drawn, and those rounds would only dilute the others.
      .where('r.held_out_percent', '>', 0)
      .$if(round !== undefined, (query) => query.where('a.round', '=', round!))
      .execute()
  )
}

type Drawn = Awaited<ReturnType<typeof drawnIn>>[number]

async function daysOf(
  db: Kysely<AlertTables>,
  round: string | undefined,
): Promise<Map<string, Map<number, DayState>>> {
  const rows = await db
    .selectFrom('alert_days as d')
    .innerJoin('alerts as a', 'a.id', 'd.alert')
    .select(['d.alert', 'd.day', 'd.state'])
    .where('a.reason', '=', 'c2')
    .$if(round !== undefined, (query) => query.where('a.round', '=', round!))
    .execute()
  const days = new Map<string, Map<number, DayState>>()
  for (const { alert, day, state } of rows) {
    const own = days.get(alert) ?? new Map<number, DayState>()
    days.set(alert, own.set(day, state))
  }
  return days
}

function participantOf(row: Drawn, days: ReadonlyMap<number, DayState>): Participant {
  return {
    group: row.study_group,
    startDay: Math.ceil(+row.planned_at / DAY_MS),
    studyDays: row.study_days,
    days,
    observedUntilDay: Math.floor(+row.observed_until / DAY_MS),
  }
}
