import { type Kysely, sql } from 'kysely'
import { parseEndpoint } from '../../core/endpoint.ts'
import { CaseError } from '../errors.ts'
import { appendEvent } from '../registry/append-event.ts'
import { type EvidenceItem, readEvidenceItem } from '../registry/evidence-item.ts'
import { type ListVoice, sayings, type Tables, told } from './says.ts'
import { spoken, withdrawn } from './sentences.ts'

export type ToldCases = {
  /** Voices that lists added to cases, and that they took back. */
  readonly added: number
  readonly withdrawn: number
  /** Sentences that would have named another address: a list or its reason is called like one. */
  readonly refused: number
}

/** Who is named for it in histories; no person may be called so. */
export const LISTS_ACTOR = 'lists'
const CHUNK_SIZE = 500

const keyOf = ({ caseId, source, origin }: ListVoice): string =>
  JSON.stringify([caseId, source, origin])

/** Tells these cases what lists say of them and did not say before, or said and say no more. */
export async function tellCases(
  db: Kysely<Tables>,
  caseIds: readonly string[],
  nowMs: number,
): Promise<ToldCases> {
  const total = { added: 0, withdrawn: 0, refused: 0 }
  for (let start = 0; start < caseIds.length; start += CHUNK_SIZE) {
    const ids = caseIds.slice(start, start + CHUNK_SIZE)
    const said = await sayings(db, ids, nowMs)
    const before = await told(db, ids)
    const known = new Set(before.map(keyOf))
    const standing = new Set(said.map(keyOf))
    for (const saying of said) {
      if (known.has(keyOf(saying))) continue
      const isTold = await tell(db, saying.caseId, spoken(saying, nowMs), nowMs)
      if (isTold) total.added++
      else total.refused++
    }
    for (const voice of before)
      if (
        !standing.has(keyOf(voice)) &&
        (await tell(db, voice.caseId, withdrawn(voice, nowMs), nowMs))
      )
        total.withdrawn++
  }
  return total
}

async function tell(
  db: Kysely<Tables>,
  caseId: string,
  given: EvidenceItem,
  atMs: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('cases')
    .select('endpoint')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  const endpoint = parseEndpoint(row.endpoint)
  if (!endpoint) throw new Error(`the case ${caseId} has no endpoint`)
  try {
    const item = readEvidenceItem(given, endpoint, atMs)
    const by = { actor: LISTS_ACTOR, note: null }
    await appendEvent(db, caseId, { kind: 'evidenced', atMs, ...by, details: { item } })
    return true
  } catch (error) {
    if (error instanceof CaseError) return false
    throw error
  }
}

/**
 * Cases that may have news: those in what imports since the last run touched, and those that changed since.
 * Called after imports and detections; `tellCases` then finds out whether there is any.
 */
export async function tellNews(db: Kysely<Tables>, nowMs: number): Promise<ToldCases> {
  const { rows: marks } = await sql<{ last_fetch: number; newest: number; cases_until: Date }>`
    select last_fetch, cases_until, coalesce((select max(id) from list_fetches), 0) as newest
    from list_evidence_progress`.execute(db)
  const { last_fetch: last, newest, cases_until: until } = marks[0]!
  const { rows } = await sql<{ id: string }>`
    select c.id from cases c where c.changed_at >= ${until}
    union
    select c.id from list_entries e join cases c on c.address::inet <<= e.network
    where e.first_fetch > ${last} or e.last_fetch > ${last} or e.changed_fetch > ${last}
    order by 1`.execute(db)
  const result = await tellCases(
    db,
    rows.map(({ id }) => id),
    nowMs,
  )
  await sql`update list_evidence_progress set last_fetch = ${newest}, cases_until = ${new Date(nowMs)}`.execute(
    db,
  )
  return result
}

/** Cases whose voices may have ended by time alone; once an hour is enough for ends that are stated in days. */
export async function tellEnds(db: Kysely<Tables>, nowMs: number): Promise<ToldCases> {
  const voices = await told(db, undefined)
  return tellCases(db, [...new Set(voices.map(({ caseId }) => caseId))].sort(), nowMs)
}
