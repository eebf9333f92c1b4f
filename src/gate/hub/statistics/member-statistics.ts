import { DAY_MS } from '../../../core/time-span.ts'
import type { HubContext } from '../context.ts'
import { medianMs } from './speed.ts'

/**
 * How good a member's warnings are and how fast it acts, as counts: whoever reads a share sees of how many.
 * Only for the association; a member is told its own.
 */
export type MemberStatistics = {
  readonly memberId: string
  readonly accuracy: {
    /** Leases that it warned of. Every number below is of these. */
    readonly warned: number
    /** It said itself that it was wrong. */
    readonly retracted: number
    /** An owner was heard and found right, by the member or by the hub. */
    readonly released: number
    /** Somebody disputed it, whatever came of that. */
    readonly disputed: number
    /** Another group of companies warned of the same at the same time. */
    readonly agreed: number
    /** Some other member reported that it found it right, and that it found it wrong. */
    readonly judgedRight: number
    readonly judgedWrong: number
  }
  readonly speed: {
    /** From a change until the member said that it holds it; changes counted, and their median. */
    readonly acknowledged: number
    readonly medianAcknowledgeMs: number | null
    /** From a withdrawal until the member said that it stopped acting. */
    readonly dropped: number
    readonly medianDropMs: number | null
  }
}

/** Older leases and times say little about how a member works now. */
export const STATISTICS_SPAN_MS = 400 * DAY_MS

/** Of every member, in the order of ids. */
export async function memberStatistics({
  db,
  clock,
}: HubContext): Promise<readonly MemberStatistics[]> {
  const since = new Date(clock.nowMs() - STATISTICS_SPAN_MS)
  const members = await db.selectFrom('hub_members').select('id').orderBy('id').execute()
  const words = await db
    .selectFrom('hub_words')
    .select((eb) => [
      'member_id',
      eb.fn.countAll<number>().as('warned'),
      eb.fn.countAll<number>().filterWhere('own_end', '=', 'retracted').as('retracted'),
      eb.fn
        .countAll<number>()
        .filterWhere((is) => is.or([is('own_end', '=', 'released'), is('is_released', '=', true)]))
        .as('released'),
      eb.fn.countAll<number>().filterWhere('is_disputed', '=', true).as('disputed'),
      eb.fn.countAll<number>().filterWhere('is_agreed', '=', true).as('agreed'),
    ])
    .where('first_at', '>=', since)
    .groupBy('member_id')
    .execute()
  const judged = await db
    .selectFrom('hub_words')
    .innerJoin('hub_judgements', 'hub_judgements.warning_id', 'hub_words.warning_id')
    .whereRef('hub_judgements.member_id', '<>', 'hub_words.member_id')
    // A judgement is of the lease that ran on its day.
    .whereRef('hub_judgements.day', '>=', (eb) =>
      eb.fn<string>('left', ['hub_words.valid_from', eb.val(10)]),
    )
    .where('first_at', '>=', since)
    .select((eb) => [
      'hub_words.member_id',
      'is_right',
      eb.fn.count<number>('hub_words.warning_id').distinct().as('count'),
    ])
    .groupBy(['hub_words.member_id', 'is_right'])
    .execute()
  const speeds = await db
    .selectFrom('hub_speeds')
    .select((eb) => ['member_id', 'what', 'bucket', eb.fn.sum<number>('count').as('count')])
    .where('day', '>=', since.toISOString().slice(0, 10))
    .groupBy(['member_id', 'what', 'bucket'])
    .execute()
  return members.map(({ id }) => {
    const own = words.find((row) => row.member_id === id)
    const judgedAs = (isRight: boolean): number =>
      Number(judged.find((row) => row.member_id === id && row.is_right === isRight)?.count ?? 0)
    const timesOf = (what: 'acknowledge' | 'drop') =>
      speeds
        .filter((row) => row.member_id === id && row.what === what)
        .map(({ bucket, count }) => ({ bucket, count: Number(count) }))
    const [acknowledge, drop] = [timesOf('acknowledge'), timesOf('drop')]
    return {
      memberId: id,
      accuracy: {
        warned: Number(own?.warned ?? 0),
        retracted: Number(own?.retracted ?? 0),
        released: Number(own?.released ?? 0),
        disputed: Number(own?.disputed ?? 0),
        agreed: Number(own?.agreed ?? 0),
        judgedRight: judgedAs(true),
        judgedWrong: judgedAs(false),
      },
      speed: {
        acknowledged: totalOf(acknowledge),
        medianAcknowledgeMs: medianMs(acknowledge),
        dropped: totalOf(drop),
        medianDropMs: medianMs(drop),
      },
    }
  })
}

const totalOf = (buckets: readonly { readonly count: number }[]): number =>
  buckets.reduce((sum, { count }) => sum + count, 0)
