import { DAY_MS } from '../../core/time-span.ts'
import type { HubContext } from './context.ts'
import { HubError } from './errors.ts'
import type { Member } from './member.ts'

const JUDGEMENT_COUNT_MAX = 10_000
/** Whoever judges looked at it lately; older words are about another use of the address. */
const DAYS_BACK_MAX = 31
const ID = /^[0-9a-hjkmnp-tv-z]{12}$/

/** "We acted on it, or looked, and it was right" – or wrong. Yes or no and a day; no reason, no count, nobody. */
export class Judgements {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /** What members found who acted on it or looked. */
  async tally(warningId: string): Promise<{ readonly right: number; readonly wrong: number }> {
    const rows = await this.#context.db
      .selectFrom('hub_judgements')
      .select('is_right')
      .where('warning_id', '=', warningId)
      .execute()
    const right = rows.filter((row) => row.is_right).length
    return { right, wrong: rows.length - right }
  }

  /** The newest word of a member on a warning holds. Throws JUDGEMENT_INVALID, also for a warning of its own. */
  async report(member: Member, values: readonly unknown[]): Promise<void> {
    const { db, clock } = this.#context
    if (values.length > JUDGEMENT_COUNT_MAX) throw invalid()
    const nowMs = clock.nowMs()
    const rows = new Map(
      values.map((value) => readJudgement(value, nowMs)).map((row) => [row.warning_id, row]),
    )
    if (rows.size === 0) return
    const own = await db
      .selectFrom('hub_submissions')
      .select('warning_id')
      .where('member_id', '=', member.id)
      .where('warning_id', 'in', [...rows.keys()])
      .executeTakeFirst()
    if (own) throw invalid()
    await db
      .insertInto('hub_judgements')
      .values([...rows.values()].map((row) => ({ member_id: member.id, ...row })))
      .onConflict((conflict) =>
        conflict.columns(['warning_id', 'member_id']).doUpdateSet((eb) => ({
          day: eb.ref('excluded.day'),
          is_right: eb.ref('excluded.is_right'),
        })),
      )
      .execute()
  }
}

function readJudgement(value: unknown, nowMs: number) {
  const record = (value ?? {}) as Record<string, unknown>
  const { warningId, day, isRight } = record
  const dayMs =
    typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN
  const isJudgement =
    Object.keys(record).length === 3 &&
    typeof warningId === 'string' &&
    ID.test(warningId) &&
    typeof isRight === 'boolean' &&
    dayMs <= nowMs &&
    dayMs >= nowMs - (DAYS_BACK_MAX + 1) * DAY_MS
  if (!isJudgement) throw invalid()
  return { warning_id: warningId, day: day as string, is_right: isRight }
}

const invalid = (): HubError =>
  new HubError(
    'JUDGEMENT_INVALID',
    'a judgement is {warningId, day, isRight} of the last month about a warning of somebody else',
  )
