import type { Kysely } from 'kysely'
import { DAY_MS } from '../../core/time-span.ts'
import { Tally } from '../files/tally.ts'
import type { AlertTables, StudyGroup } from '../tables.ts'
import { drawGroups } from './draw-groups.ts'
import { type C2Search, findC2Lines } from './find-c2-lines.ts'
import { type Found, stratumOf } from './found.ts'

export type PlanOrder = {
  readonly search: C2Search
  readonly nowMs: number
  readonly actor: string
  readonly seed: number
  readonly heldOutPercent: number
  readonly studyDays: number
  readonly repeatDays: number
  /** Counts, and keeps nothing. */
  readonly isDryRun: boolean
  /** A name for the round, and for each alert of it. */
  readonly drawId: () => string
  readonly onProgress?: (fraction: number) => void
}

export type Plan = {
  /** Null where nobody is to be told, and in a dry run. */
  readonly round: string | null
  readonly seed: number
  readonly alerted: number
  readonly heldOut: number
  /** Whom there is no contact data for yet. */
  readonly withoutContact: number
  /** Stratum (reason, problem, kind of device) → how many. */
  readonly strata: Readonly<Record<string, number>>
  /** Why others are not told. */
  readonly counts: Readonly<Record<string, number>>
  /** Of one that is to be told, without who it is: a sample for reading. */
  readonly sample: Omit<Found, 'subscriber' | 'cases'> | null
}

type Draft = { readonly found: Found; readonly group: StudyGroup }

/**
 * Decides whom to tell: finds, leaves out who was told already, draws who waits, and writes it down as one round.
 * Nobody is told anything by it. Looks at flows: one look for each batch of lines.
 */
export async function planRound(db: Kysely<AlertTables>, order: PlanOrder): Promise<Plan> {
  const tally = new Tally()
  const reported = await reportedLines(db, order.search.agreed, tally)
  const met = await findC2Lines(order.search, tally, order.onProgress)
  const kinds = new Map(reported.map(({ subscriber, deviceKind }) => [subscriber, deviceKind]))
  const found = [
    ...met.map((one) => ({ ...one, deviceKind: kinds.get(one.subscriber) ?? one.deviceKind })),
    ...reported,
  ]
  const untold = await withoutTold(db, found, order, tally)
  const drafts = await draw(db, untold, order)
  const round = drafts.length === 0 || order.isDryRun ? null : order.drawId()
  const plan = await describe(db, { round, drafts, tally, seed: order.seed })
  if (round !== null) await keep(db, round, drafts, plan, order)
  return plan
}

async function reportedLines(
  db: Kysely<AlertTables>,
  agreed: ReadonlyMap<string, number>,
  tally: Tally,
): Promise<Found[]> {
  const rows = await db.selectFrom('alert_reports').selectAll().orderBy('subscriber').execute()
  const own = rows.filter(({ subscriber }) => agreed.has(subscriber))
  if (own.length < rows.length) tally.add('reports-not-agreed', rows.length - own.length)
  return own.map((row) => ({
    subscriber: row.subscriber,
    reason: 'vulnerable',
    problem: row.problem,
    deviceKind: row.device_kind,
    firstMs: +row.first_at,
    lastMs: +row.last_at,
    cases: [],
  }))
}

const reasonKey = (subscriber: string, reason: string, problem: string | null): string =>
  JSON.stringify([subscriber, reason, problem])

/** Who is being told of the same thing, or was within `repeatDays`, is not told again. */
async function withoutTold(
  db: Kysely<AlertTables>,
  found: readonly Found[],
  { nowMs, repeatDays }: PlanOrder,
  tally: Tally,
): Promise<Found[]> {
  const rows = await db
    .selectFrom('alerts')
    .select(['subscriber', 'reason', 'problem'])
    .where('subscriber', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('ended_at', 'is', null),
        eb('planned_at', '>', new Date(nowMs - repeatDays * DAY_MS)),
        eb('due_at', '>', new Date(nowMs - repeatDays * DAY_MS)),
      ]),
    )
    .execute()
  const told = new Set(rows.map((row) => reasonKey(row.subscriber!, row.reason, row.problem)))
  const untold = found.filter(
    ({ subscriber, reason, problem }) => !told.has(reasonKey(subscriber, reason, problem)),
  )
  if (untold.length < found.length) tally.add('told-already', found.length - untold.length)
  return untold
}

/** One draw for a subscriber, whatever was found: being told of the one would be an effect on the other. */
async function draw(
  db: Kysely<AlertTables>,
  found: readonly Found[],
  { heldOutPercent, seed }: PlanOrder,
): Promise<Draft[]> {
  const running = await db
    .selectFrom('alerts')
    .select(['subscriber', 'study_group'])
    .where('ended_at', 'is', null)
    .where('subscriber', 'is not', null)
    .execute()
  const groups = new Map(running.map((row) => [row.subscriber!, row.study_group]))
  const fresh = new Map<string, { subscriber: string; stratum: string }>()
  for (const one of found)
    if (!groups.has(one.subscriber) && !fresh.has(one.subscriber))
      fresh.set(one.subscriber, { subscriber: one.subscriber, stratum: stratumOf(one) })
  for (const { item, group } of drawGroups([...fresh.values()], heldOutPercent, seed))
    groups.set(item.subscriber, group)
  return found.map((one) => ({ found: one, group: groups.get(one.subscriber)! }))
}

async function describe(
  db: Kysely<AlertTables>,
  made: { round: string | null; drafts: readonly Draft[]; tally: Tally; seed: number },
): Promise<Plan> {
  const { round, drafts, tally, seed } = made
  const contacts = await db.selectFrom('alert_contacts').select('subscriber').execute()
  const known = new Set(contacts.map(({ subscriber }) => subscriber))
  const strata = new Tally()
  for (const { found } of drafts) strata.add(stratumOf(found))
  const heldOut = drafts.filter(({ group }) => group === 'held-out').length
  const [first] = drafts
  return {
    round,
    seed,
    alerted: drafts.length - heldOut,
    heldOut,
    withoutContact: drafts.filter(({ found }) => !known.has(found.subscriber)).length,
    strata: strata.counts(),
    counts: tally.counts(),
    sample: first ? sampleOf(first.found) : null,
  }
}

function sampleOf({ subscriber: _, cases: __, ...rest }: Found): NonNullable<Plan['sample']> {
  return rest
}

const ROWS_AT_ONCE = 500

async function keep(
  db: Kysely<AlertTables>,
  round: string,
  drafts: readonly Draft[],
  plan: Plan,
  order: PlanOrder,
): Promise<void> {
  const plannedAt = new Date(order.nowMs)
  const laterAt = new Date(order.nowMs + order.studyDays * DAY_MS)
  const rows = drafts.map(({ found, group }) => ({
    cases: found.cases,
    row: {
      id: order.drawId(),
      round,
      subscriber: found.subscriber,
      reason: found.reason,
      problem: found.problem,
      device_kind: found.deviceKind,
      study_group: group,
      first_at: new Date(found.firstMs),
      last_at: new Date(found.lastMs),
      planned_at: plannedAt,
      due_at: group === 'held-out' ? laterAt : plannedAt,
      outcome: 'unknown' as const,
      // The next whole day is the first that is looked at for what became of it.
      observed_until: new Date(Math.ceil(order.nowMs / DAY_MS) * DAY_MS),
    },
  }))
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('alert_rounds')
      .values({
        id: round,
        made_at: plannedAt,
        made_by: order.actor,
        seed: order.seed,
        held_out_percent: order.heldOutPercent,
        study_days: order.studyDays,
        counts: JSON.stringify({ ...plan.counts, alerted: plan.alerted, 'held-out': plan.heldOut }),
      })
      .execute()
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const some = rows.slice(at, at + ROWS_AT_ONCE)
      await transaction
        .insertInto('alerts')
        .values(some.map(({ row }) => row))
        .execute()
      const cases = some.flatMap(({ row, cases: met }) =>
        met.map(({ caseId, endpoint }) => ({ alert: row.id, case_id: caseId, endpoint })),
      )
      if (cases.length > 0) await transaction.insertInto('alert_cases').values(cases).execute()
    }
    for (const { row } of rows)
      if (row.problem !== null)
        await transaction
          .deleteFrom('alert_reports')
          .where('subscriber', '=', row.subscriber)
          .where('problem', '=', row.problem)
          .execute()
  })
}
