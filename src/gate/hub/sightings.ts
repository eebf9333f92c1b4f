import { DAY_MS } from '../../core/time-span.ts'
import type { HubContext } from './context.ts'
import { HubError } from './errors.ts'
import type { Member } from './member.ts'

export type Sighting = {
  readonly warningId: string
  /** `2026-11-21`, UTC. */
  readonly day: string
  readonly isSeen: boolean
}

const SIGHTING_COUNT_MAX = 10_000
const DAYS_BACK_MAX = 7
const ID = /^[0-9a-hjkmnp-tv-z]{12}$/
/** Fewer could be told apart: two members would each know what the other saw. */
export const TELLING_GROUPS_MIN = 3

/** "Did anybody of yours talk to it on this day?" Yes or no, and nothing more: no count, no hour, nobody. */
export class Sightings {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /** The newest word on a day holds. Throws SIGHTING_INVALID. */
  async report(member: Member, values: readonly unknown[]): Promise<void> {
    const { db, clock } = this.#context
    if (values.length > SIGHTING_COUNT_MAX) throw invalid()
    const nowMs = clock.nowMs()
    const rows = values.map((value) => readSighting(value, nowMs))
    const unique = new Map(rows.map((row) => [`${row.warningId} ${row.day}`, row]))
    if (unique.size === 0) return
    await db
      .insertInto('hub_sightings')
      .values(
        [...unique.values()].map(({ warningId, day, isSeen }) => ({
          member_id: member.id,
          warning_id: warningId,
          day,
          is_seen: isSeen,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['warning_id', 'day', 'member_id'])
          .doUpdateSet((eb) => ({ is_seen: eb.ref('excluded.is_seen') })),
      )
      .execute()
  }

  /** How many groups saw it on a day; null where so few answered that the number would tell who. */
  async seenBy(warningId: string, day: string): Promise<number | null> {
    const rows = await this.#context.db
      .selectFrom('hub_sightings')
      .innerJoin('hub_members', 'hub_members.id', 'hub_sightings.member_id')
      .select(['company_group', 'is_seen'])
      .where('warning_id', '=', warningId)
      .where('day', '=', day)
      .execute()
    const answering = new Set(rows.map((row) => row.company_group))
    if (answering.size < TELLING_GROUPS_MIN) return null
    return new Set(rows.filter((row) => row.is_seen).map((row) => row.company_group)).size
  }
}

function readSighting(value: unknown, nowMs: number): Sighting {
  const record = (value ?? {}) as Record<string, unknown>
  const { warningId, day, isSeen } = record
  const dayMs =
    typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN
  const isSighting =
    Object.keys(record).length === 3 &&
    typeof warningId === 'string' &&
    ID.test(warningId) &&
    typeof isSeen === 'boolean' &&
    dayMs <= nowMs &&
    dayMs >= nowMs - (DAYS_BACK_MAX + 1) * DAY_MS
  if (!isSighting) throw invalid()
  return { warningId, day: day as string, isSeen }
}

const invalid = (): HubError =>
  new HubError(
    'SIGHTING_INVALID',
    'a sighting is {warningId, day, isSeen} of the last week and nothing else',
  )
