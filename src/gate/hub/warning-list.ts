import { NoroshiError } from '../../core/error.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { lintWarning } from '../warning/lint.ts'
import { assertMayFollow } from '../warning/succession.ts'
import { canonicalJson } from '../warning/trust/canonical-json.ts'
import type { Warning } from '../warning/warning.ts'
import { mayWarn, reconsider } from './agreed-list.ts'
import type { Ruling } from './agreement.ts'
import type { HubContext, HubDatabase } from './context.ts'
import { currentNumber, drawNumbers } from './counters.ts'
import { HubError } from './errors.ts'
import { ListMirror, type MirrorRow } from './list-mirror.ts'
import type { LogKeeper } from './log-keeper.ts'
import type { Member } from './member.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { countReceived } from './received.ts'
import { dropEndedRulings, setRuling } from './rulings.ts'
import { recordWords } from './statistics/word-record.ts'

/** What became of one submitted warning: null when it was taken, else the code of the refusal. */
export type SubmissionOutcome = { readonly refusal: string | null }

export type ListPolicy = {
  /** So many independent members raise the band. */
  readonly agreeing: number
  readonly isSynthetic: boolean
}

export const SUBMISSION_COUNT_MAX = 1_000
/** What ended so long ago is forgotten, in the list and in the log; members forget it sooner. */
const FORGET_AFTER_MS = 400 * DAY_MS

/** The list of the association: what members say, agreed on, numbered, logged. */
export class WarningList {
  readonly #context: HubContext
  readonly #policy: ListPolicy
  readonly #log: LogKeeper
  readonly #turn = new OneAtATime()
  readonly #mirror: ListMirror
  readonly #listeners = new Set<() => void>()

  constructor(context: HubContext, policy: ListPolicy, log: LogKeeper) {
    this.#context = context
    this.#policy = policy
    this.#log = log
    this.#mirror = new ListMirror(context)
  }

  /** Calls back after each change; answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Has every member that listens ask again: somebody is chased. */
  nudge(): void {
    for (const listener of this.#listeners) listener()
  }

  /**
   * Takes what a member says. Each warning stands for itself: one that is refused does not stop the others.
   * Throws MEMBER_ROLE_MISSING or SUBMISSION_TOO_LARGE.
   */
  async submit(member: Member, values: readonly unknown[]): Promise<SubmissionOutcome[]> {
    const { db, clock } = this.#context
    if (!mayWarn(member, clock.nowMs()))
      throw new HubError('MEMBER_ROLE_MISSING', 'only an analysing member may warn')
    if (values.length > SUBMISSION_COUNT_MAX)
      throw new HubError('SUBMISSION_TOO_LARGE', `${SUBMISSION_COUNT_MAX} warnings at most at once`)
    const ownPrefixes = member.ownPrefixes.map((text) => parsePrefix(text)!)
    const policy = { ownPrefixes, isSynthetic: this.#policy.isSynthetic }
    return this.#change(async (transaction) => {
      const linted = values.map((value) => attempt(() => lintWarning(value, policy)))
      const held = await heldOf(transaction, member.id, linted)
      const outcomes = linted.map((result) => {
        if ('refusal' in result) return result
        // Said before, word for word: an answer was lost on the way, and nothing happens twice.
        if (isSaid(held.get(result.value.id), result.value)) return { said: result.value }
        const followed = attempt(() => {
          assertMayFollow(held.get(result.value.id), result.value)
          // Of two words on one endpoint in one submission the later one must be the newer.
          held.set(result.value.id, result.value)
          return result.value
        })
        return followed
      })
      const taken = new Map(
        outcomes.flatMap((each) => ('value' in each ? [[each.value.id, each.value]] : [])),
      )
      const at = new Date(clock.nowMs())
      await store(transaction, member.id, [...taken.values()], at)
      await recordWords(transaction, member.id, [...taken.values()], at)
      const refused = outcomes.filter((each) => 'refusal' in each).length
      const counts = { taken: outcomes.length - refused, refused }
      await countReceived(transaction, member.id, counts, at.getTime())
      await this.#reconsider(transaction, [...taken.keys()])
      return outcomes.map((each) => ({ refusal: 'refusal' in each ? each.refusal : null }))
    }, db)
  }

  /** A member's own words that still mean something, a page of them in the order of ids. */
  async saidBy(memberId: string, afterId: string): Promise<readonly Warning[]> {
    const rows = await this.#context.db
      .selectFrom('hub_submissions')
      .select('warning')
      .where('member_id', '=', memberId)
      .where('warning_id', '>', afterId)
      .orderBy('warning_id')
      .limit(SUBMISSION_COUNT_MAX)
      .execute()
    return rows.map(({ warning }) => warning)
  }

  /** Looks again at everything a member said: after it was suspended, resumed, or its time ran out. */
  async reconsiderMember(memberId: string): Promise<void> {
    await this.#change(async (transaction) => {
      const rows = await transaction
        .selectFrom('hub_submissions')
        .select('warning_id')
        .where('member_id', '=', memberId)
        .execute()
      await this.#reconsider(
        transaction,
        rows.map(({ warning_id }) => warning_id),
      )
    })
  }

  /**
   * What the association says itself, against every voice, until it takes it back (`null`) or its time ran out.
   * To say the same again changes nothing.
   */
  async rule(warningId: string, ruling: Ruling | null, endsAtMs: number): Promise<void> {
    await this.#change(async (transaction) => {
      await setRuling(transaction, warningId, ruling, new Date(endsAtMs))
      await this.#reconsider(transaction, [warningId])
    })
  }

  /** What is said of the services of an address, by port; canaries are nobody's. */
  async about(address: string): Promise<Warning[]> {
    const rows = await this.#context.db
      .selectFrom('hub_list')
      .select('warning')
      .where((where) => where.eb(where.ref('warning', '->>').key('address'), '=', address))
      .where('is_former', '=', false)
      .where('only_member', 'is', null)
      .execute()
    return rows.map(({ warning }) => warning).toSorted((a, b) => a.port - b.port)
  }

  /** What only time changes: leases that ran out, and warnings that may begin again in a new hour. */
  async passTime(): Promise<void> {
    await this.#change(async (transaction) => {
      const now = new Date(this.#context.clock.nowMs())
      const due = await transaction
        .selectFrom('hub_list')
        .select('warning_id')
        .where('is_former', '=', false)
        .where('only_member', 'is', null)
        .where((where) =>
          where.or([
            where.and([
              where('ends_at', '<=', now),
              where(where.ref('warning', '->>').key('status'), 'in', ['active', 'disputed']),
            ]),
            where.and([where('withdrawn_at', 'is not', null), where('ends_at', '>', now)]),
          ]),
        )
        .execute()
      const unruled = await dropEndedRulings(transaction, now)
      await this.#reconsider(transaction, [
        ...new Set([...due.map(({ warning_id }) => warning_id), ...unruled]),
      ])
    })
    await this.#forgetOld()
  }

  /** A number that no change has, for a list that is sent anew. */
  async drawVersion(): Promise<number> {
    return this.#turn.run(() => drawNumbers(this.#context.db, 'sequence', 1))
  }

  version(): Promise<number> {
    return currentNumber(this.#context.db, 'sequence')
  }

  /** Everything that still means something to somebody: what holds, and what was withdrawn within its lease. */
  async standing(): Promise<ReturnType<ListMirror['standing']>> {
    await this.#mirror.refresh()
    return this.#mirror.standing()
  }

  /** Changes behind a version, oldest first. */
  async changesSince(version: number, countMax: number): Promise<readonly MirrorRow[]> {
    await this.#mirror.refresh()
    return this.#mirror.changesSince(version, countMax)
  }

  /** Leases behind a microsecond whose end is to come, oldest first. */
  async addedAfter(microsecond: number): Promise<Iterable<MirrorRow>> {
    await this.#mirror.refresh()
    return this.#mirror.addedAfter(microsecond)
  }

  /** What is said of addresses now, ended or not, canaries as well. */
  async onAddresses(addresses: ReadonlySet<string>): Promise<readonly MirrorRow[]> {
    await this.#mirror.refresh()
    return [...addresses].flatMap((address) => this.#mirror.onAddress(address))
  }

  /** About how many leases are told of, as of when the list was last asked for anything. */
  get length(): number {
    return this.#mirror.length
  }

  /** The lease of an endpoint that stands, ended or not. */
  async rowOf(warningId: string): Promise<MirrorRow | undefined> {
    await this.#mirror.refresh()
    return this.#mirror.current(warningId)
  }

  async find(warningId: string): Promise<Warning | undefined> {
    const row = await this.#context.db
      .selectFrom('hub_list')
      .select('warning')
      .where('warning_id', '=', warningId)
      .where('is_former', '=', false)
      .executeTakeFirst()
    return row?.warning
  }

  #reconsider(db: HubDatabase, ids: readonly string[]): Promise<number> {
    return reconsider(db, ids, this.#context, this.#log, this.#policy.agreeing)
  }

  async #change<Result>(
    work: (db: HubDatabase) => Promise<Result>,
    db = this.#context.db,
  ): Promise<Result> {
    return this.#turn.run(async () => {
      const before = await this.version()
      const result = await db.transaction().execute(work)
      await this.#log.flush()
      if ((await this.version()) > before) for (const listener of this.#listeners) listener()
      return result
    })
  }

  async #forgetOld(): Promise<void> {
    const bound = new Date(this.#context.clock.nowMs() - FORGET_AFTER_MS)
    const { db } = this.#context
    const old = await db
      .deleteFrom('hub_list')
      .where('ends_at', '<', bound)
      .returning('warning_id')
      .execute()
    const ids = [...new Set(old.map(({ warning_id }) => warning_id))]
    if (ids.length === 0) return
    await db.deleteFrom('hub_submissions').where('warning_id', 'in', ids).execute()
    for (const id of ids) if (!(await this.find(id))) await this.#log.forget(id, 'retention')
  }
}

const isSaid = (held: Warning | undefined, next: Warning): boolean =>
  held !== undefined && canonicalJson(held) === canonicalJson(next)

type Attempt = { readonly value: Warning } | { readonly refusal: string }

/** Theirs, not ours: a refusal has a code; anything else is a bug and stops. */
function attempt(act: () => Warning): Attempt {
  try {
    return { value: act() }
  } catch (error) {
    if (error instanceof NoroshiError) return { refusal: error.code }
    throw error
  }
}

async function heldOf(
  db: HubDatabase,
  memberId: string,
  linted: readonly Attempt[],
): Promise<Map<string, Warning>> {
  const ids = linted.flatMap((each) => ('value' in each ? [each.value.id] : []))
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('hub_submissions')
    .select(['warning_id', 'warning'])
    .where('member_id', '=', memberId)
    .where('warning_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.warning_id, row.warning]))
}

async function store(
  db: HubDatabase,
  memberId: string,
  warnings: readonly Warning[],
  receivedAt: Date,
): Promise<void> {
  if (warnings.length === 0) return
  await db
    .insertInto('hub_submissions')
    .values(
      warnings.map((warning) => ({
        member_id: memberId,
        warning_id: warning.id,
        warning: JSON.stringify(warning),
        received_at: receivedAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['warning_id', 'member_id']).doUpdateSet((eb) => ({
        warning: eb.ref('excluded.warning'),
        received_at: eb.ref('excluded.received_at'),
      })),
    )
    .execute()
}
