import type { Warning } from '../warning/warning.ts'
import { isWithdrawn } from '../warning/warning.ts'
import { agree, isStanding, type Voice } from './agreement.ts'
import type { HubContext, HubDatabase } from './context.ts'
import { drawMicroseconds, drawNumbers } from './counters.ts'
import type { LogKeeper } from './log-keeper.ts'
import { isInStanding, type Member } from './member.ts'
import { memberOf } from './members.ts'
import { needToKnow } from './need-to-know.ts'
import { rulingsOn } from './rulings.ts'
import { markWords } from './statistics/word-record.ts'

type Held = { readonly warning: Warning; readonly first: number }

/** Many at once, so that a hundred thousand warnings are a thousand statements and not a million. */
const CHUNK = 500

/**
 * Brings the list to what members say now, for these endpoints, in one transaction with the log. Answers how
 * many changed.
 */
export async function reconsider(
  db: HubDatabase,
  ids: readonly string[],
  { clock }: HubContext,
  log: LogKeeper,
  agreeing: number,
): Promise<number> {
  const nowMs = clock.nowMs()
  let count = 0
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK)
    const voices = await voicesOn(db, chunk, nowMs)
    const held = await heldOf(db, chunk)
    const canaries = await canariesAmong(db, chunk)
    const rulings = await rulingsOn(db, chunk, nowMs)
    const changes = chunk.flatMap((id) => {
      // Whoever warns of a canary has somebody else's list: that is a matter for people, not for the list.
      if (canaries.has(id)) return []
      const before = held.get(id)
      const after = agree(before?.warning, voices.get(id) ?? [], agreeing, nowMs, rulings.get(id))
      return after && after !== before?.warning ? [{ before, after }] : []
    })
    await tellStatistics(db, chunk, changes, voices, agreeing, nowMs)
    if (changes.length === 0) continue
    await write(db, changes, nowMs)
    await log.commit(
      db,
      changes.map(({ after }) => after),
    )
    await tellWhoMayNotKnow(db, changes)
    count += changes.length
  }
  return count
}

/** Members in standing speak; of a suspended one nothing counts. */
async function voicesOn(
  db: HubDatabase,
  ids: readonly string[],
  nowMs: number,
): Promise<Map<string, Voice[]>> {
  const rows = await db
    .selectFrom('hub_submissions')
    .innerJoin('hub_members', 'hub_members.id', 'hub_submissions.member_id')
    .selectAll('hub_members')
    .select(['warning_id', 'warning', 'received_at'])
    .where('warning_id', 'in', ids)
    .execute()
  const speaking = rows.filter((row) => mayWarn(memberOf(row), nowMs))
  const voices = speaking.map((row) => ({
    id: row.warning_id,
    group: row.company_group,
    warning: row.warning,
    receivedAtMs: row.received_at.getTime(),
  }))
  return Map.groupBy(voices, ({ id }) => id)
}

export const mayWarn = (member: Member, nowMs: number): boolean =>
  isInStanding(member, nowMs) && member.roles.includes('analysing')

async function heldOf(db: HubDatabase, ids: readonly string[]): Promise<Map<string, Held>> {
  const rows = await db
    .selectFrom('hub_list')
    .select(['warning_id', 'warning', 'first_sequence'])
    .where('warning_id', 'in', ids)
    .where('is_former', '=', false)
    .execute()
  return new Map(
    rows.map((row) => [row.warning_id, { warning: row.warning, first: row.first_sequence }]),
  )
}

async function canariesAmong(db: HubDatabase, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('hub_list')
    .select('warning_id')
    .where('warning_id', 'in', ids)
    .where('only_member', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.warning_id))
}

type Change = { readonly before: Held | undefined; readonly after: Warning }

async function write(db: HubDatabase, changes: readonly Change[], nowMs: number): Promise<void> {
  const anew = changes.filter(
    ({ before, after }) => before && before.warning.validFrom !== after.validFrom,
  )
  if (anew.length > 0)
    await db
      .updateTable('hub_list')
      .set({ is_former: true })
      .where(
        'warning_id',
        'in',
        anew.map(({ after }) => after.id),
      )
      .execute()
  const first = await drawNumbers(db, 'sequence', changes.length)
  const firstUs = await drawMicroseconds(db, nowMs, changes.length)
  await db
    .insertInto('hub_list')
    .values(
      changes.map(({ before, after }, index) => ({
        warning_id: after.id,
        valid_from: after.validFrom,
        warning: JSON.stringify(after),
        sequence: first + index,
        first_sequence:
          before?.warning.validFrom === after.validFrom ? before.first : first + index,
        added_us: firstUs + index,
        is_former: false,
        only_member: null,
        ends_at: new Date(after.validUntil),
        withdrawn_at: isWithdrawn(after) ? new Date(nowMs) : null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['warning_id', 'valid_from']).doUpdateSet((eb) => ({
        warning: eb.ref('excluded.warning'),
        sequence: eb.ref('excluded.sequence'),
        added_us: eb.ref('excluded.added_us'),
        ends_at: eb.ref('excluded.ends_at'),
        withdrawn_at: eb.ref('excluded.withdrawn_at'),
      })),
    )
    .execute()
}

/** Who was confirmed by others, and whom an owner's word went against. */
async function tellStatistics(
  db: HubDatabase,
  ids: readonly string[],
  changes: readonly Change[],
  voices: ReadonlyMap<string, readonly Voice[]>,
  agreeing: number,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs)
  const agreed = ids.filter((id) => {
    const standing = voices.get(id)?.filter(({ warning }) => isStanding(warning, nowMs)) ?? []
    return new Set(standing.map(({ group }) => group)).size >= agreeing
  })
  const saying = (status: Warning['status']): string[] =>
    changes.flatMap(({ after }) => (after.status === status ? [after.id] : []))
  await markWords(db, agreed, 'is_agreed', at)
  await markWords(db, saying('disputed'), 'is_disputed', at)
  await markWords(db, saying('released'), 'is_released', at)
}

/**
 * A use that nobody allows any more: members who had the warning for it may not hear of its end by name, and
 * must not keep it either. Their next document is a whole list, which it is not on.
 */
async function tellWhoMayNotKnow(db: HubDatabase, changes: readonly Change[]): Promise<void> {
  const narrowed = changes.filter(({ before, after }) =>
    before?.warning.uses.some((use) => !after.uses.includes(use)),
  )
  if (narrowed.length === 0) return
  const members = (await db.selectFrom('hub_members').selectAll().execute()).map(memberOf)
  const losing = members.filter((member) => {
    const needs = needToKnow(member)
    return narrowed.some(({ before, after }) => needs(before!.warning) && !needs(after))
  })
  if (losing.length === 0) return
  await db
    .updateTable('hub_members')
    .set({ needs_snapshot: true })
    .where(
      'id',
      'in',
      losing.map(({ id }) => id),
    )
    .execute()
}
