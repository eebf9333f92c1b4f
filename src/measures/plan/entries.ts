import type { Kysely, Selectable } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import { plainText } from '../../core/plain-text.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { canonicalHash } from '../../gate/warning/trust/canonical-json.ts'
import { PlanError } from './errors.ts'
import { readHostName } from './host-name.ts'
import { Overrides, readOverrideTarget } from './override.ts'
import type { MeasureEntriesTable, PlanTables } from './tables.ts'

/** A host that a person named here; warnings carry no names, so it never leaves the house. */
export type NamedHost = Entry & {
  readonly name: string
  readonly isTree: boolean
  readonly untilMs: number
}

/** What is never blocked here; null: until somebody removes it. */
export type OverrideEntry = Entry & { readonly target: string; readonly untilMs: number | null }

type Entry = {
  readonly id: string
  readonly reason: string
  readonly sinceMs: number
  readonly addedBy: string
}

type Added = { readonly reason: string; readonly actor: string }

/** A name that still matters after a season is looked at again by a person. */
export const NAME_LASTS_MS_MAX = 92 * DAY_MS
const REASON_LENGTH_MAX = 500

/** The operator's own list of host names, and of what is never blocked. Rows are closed, never deleted. */
export class MeasureEntries {
  readonly #db: Kysely<PlanTables>
  readonly #clock: Clock
  readonly #namesSubscriber: (text: string) => boolean

  /** @param namesSubscriber whether a text holds the address of one of our own subscribers */
  constructor(
    database: Database,
    clock: Clock,
    namesSubscriber: (text: string) => boolean = () => false,
  ) {
    this.#db = database.$extendTables<PlanTables>()
    this.#clock = clock
    this.#namesSubscriber = namesSubscriber
  }

  /** In place of an earlier entry of the same name. Throws `PlanError`. */
  async addName(
    given: Added & { readonly name: string; readonly isTree: boolean; readonly untilMs: number },
  ): Promise<NamedHost> {
    const name = readHostName(given.name)
    if (name === undefined)
      throw new PlanError('MEASURE_NAME_INVALID', 'this is no host name of a single owner')
    const nowMs = this.#clock.nowMs()
    if (!(given.untilMs > nowMs && given.untilMs <= nowMs + NAME_LASTS_MS_MAX))
      throw new PlanError('MEASURE_END_INVALID', 'a name ends within 92 days')
    const row = await this.#add('name', name, { ...given, untilMs: given.untilMs })
    return nameOf(row)
  }

  /** Throws `PlanError`. */
  async addOverride(
    given: Added & { readonly target: string; readonly untilMs: number | null },
  ): Promise<OverrideEntry> {
    const target = readOverrideTarget(given.target)
    if (!target)
      throw new PlanError('MEASURE_OVERRIDE_INVALID', 'no endpoint, address, prefix or host name')
    if (given.untilMs !== null && given.untilMs <= this.#clock.nowMs())
      throw new PlanError('MEASURE_END_INVALID', 'this end is in the past')
    return overrideOf(await this.#add('override', target.text, { ...given, isTree: false }))
  }

  /** Throws MEASURE_ENTRY_NOT_FOUND, also where it was removed already. */
  async remove(id: string, actor: string): Promise<void> {
    const closed = await this.#db
      .updateTable('measure_entries')
      .set({ removed_at: new Date(this.#clock.nowMs()), removed_by: plainText(actor) })
      .where('id', '=', plainText(id))
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (Number(closed.numUpdatedRows) === 0)
      throw new PlanError('MEASURE_ENTRY_NOT_FOUND', 'there is no such entry, or it was removed')
  }

  /** Those that ended are among them until somebody removes them: a plan says why they are left out. */
  async names(): Promise<readonly NamedHost[]> {
    return (await this.#standing('name')).map(nameOf)
  }

  /** Without those that have ended. */
  async overrides(): Promise<readonly OverrideEntry[]> {
    const nowMs = this.#clock.nowMs()
    return (await this.#standing('override'))
      .map(overrideOf)
      .filter(({ untilMs }) => untilMs === null || nowMs < untilMs)
  }

  async readOverrides(): Promise<Overrides> {
    const targets = (await this.overrides()).map(({ target }) => readOverrideTarget(target))
    return new Overrides(targets.filter((target) => target !== undefined))
  }

  #standing(kind: 'name' | 'override'): Promise<Selectable<MeasureEntriesTable>[]> {
    return this.#db
      .selectFrom('measure_entries')
      .selectAll()
      .where('kind', '=', kind)
      .where('removed_at', 'is', null)
      .orderBy('added_at')
      .orderBy('id')
      .execute()
  }

  async #add(
    kind: 'name' | 'override',
    target: string,
    given: Added & { readonly isTree: boolean; readonly untilMs: number | null },
  ): Promise<Selectable<MeasureEntriesTable>> {
    const reason = this.#readReason(given.reason)
    const actor = plainText(given.actor)
    const at = new Date(this.#clock.nowMs())
    return this.#db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('measure_entries')
        .set({ removed_at: at, removed_by: actor })
        .where('kind', '=', kind)
        .where('target', '=', target)
        .where('removed_at', 'is', null)
        .execute()
      const { count } = await transaction
        .selectFrom('measure_entries')
        .select((rows) => rows.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return transaction
        .insertInto('measure_entries')
        .values({
          id: canonicalHash([kind, target, Number(count)]).slice(0, 12),
          kind,
          target,
          is_tree: given.isTree,
          reason,
          added_at: at,
          added_by: actor,
          until_at: given.untilMs === null ? null : new Date(given.untilMs),
          removed_at: null,
          removed_by: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  #readReason(given: string): string {
    const reason = plainText(given)
    if (reason === '' || reason.length > REASON_LENGTH_MAX)
      throw new PlanError('MEASURE_REASON_REQUIRED', 'say why, in at most 500 characters')
    if (this.#namesSubscriber(reason))
      throw new PlanError('MEASURE_REASON_NAMES_SUBSCRIBER', 'the reason names a subscriber')
    return reason
  }
}

function entryOf(row: Selectable<MeasureEntriesTable>): Entry {
  const { id, reason, added_at, added_by } = row
  return { id, reason, sinceMs: added_at.getTime(), addedBy: added_by }
}

const nameOf = (row: Selectable<MeasureEntriesTable>): NamedHost => ({
  ...entryOf(row),
  name: row.target,
  isTree: row.is_tree,
  untilMs: row.until_at!.getTime(),
})

const overrideOf = (row: Selectable<MeasureEntriesTable>): OverrideEntry => ({
  ...entryOf(row),
  target: row.target,
  untilMs: row.until_at?.getTime() ?? null,
})
