import { type Selectable, sql } from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import { diffNotices, type NoticeChange } from './diff.ts'
import { documentOf } from './document.ts'
import { NoticeError } from './errors.ts'
import { digestOf, missingIn, type NoticeFacts } from './facts.ts'
import type { PublishedNotice } from './published-notice.ts'
import { type NoticeStanding, standingOf } from './standing.ts'
import type { NoticesTable, NoticeTables } from './tables.ts'

export type Publication = {
  readonly actor: string
  readonly note: string
  /** Of the facts that the publisher has read. */
  readonly digest?: string | undefined
}

export type Notices = {
  /** `undefined` before the first. */
  latest(): Promise<PublishedNotice | undefined>
  /** Newest first. */
  list(): Promise<readonly PublishedNotice[]>
  /** Throws `NoticeError` NOTICE_NOT_FOUND. */
  get(version: number): Promise<PublishedNotice>
  /** Also remembers since when the two differ. */
  standing(facts: NoticeFacts): Promise<NoticeStanding>
  /** The new version; or the latest, when it says the same. Throws NOTICE_INCOMPLETE or NOTICE_CHANGED. */
  publish(facts: NoticeFacts, by: Publication): Promise<PublishedNotice>
  /** From a version to another, or to what these facts would say. Throws NOTICE_NOT_FOUND. */
  diff(from: number, to: number | NoticeFacts): Promise<readonly NoticeChange[]>
}

/** Any number that no other lock of this database has. */
const PUBLISHING_LOCK = 700_001

export function createNotices(database: Database, clock: Clock): Notices {
  const db = database.$extendTables<NoticeTables>()
  const versions = () => db.selectFrom('notices').selectAll().orderBy('version', 'desc')
  const latest = async (): Promise<PublishedNotice | undefined> => {
    const row = await versions().limit(1).executeTakeFirst()
    return row && noticeOf(row)
  }
  const get = async (version: number): Promise<PublishedNotice> => {
    const row = await versions().where('version', '=', version).executeTakeFirst()
    if (!row) throw new NoticeError('NOTICE_NOT_FOUND', `there is no notice ${version}`)
    return noticeOf(row)
  }
  const partedAt = async (version: number): Promise<number> => {
    await db
      .insertInto('notice_partings')
      .values({ version, parted_at: new Date(clock.nowMs()) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await db
      .selectFrom('notice_partings')
      .select('parted_at')
      .where('version', '=', version)
      .executeTakeFirstOrThrow()
    return row.parted_at.getTime()
  }
  return {
    latest,
    list: async () => (await versions().execute()).map(noticeOf),
    get,
    standing: async (facts) => {
      const published = await latest()
      const hasParted = published !== undefined && published.digest !== digestOf(facts)
      const partedAtMs = hasParted ? await partedAt(published.version) : undefined
      return standingOf(facts, published, partedAtMs, clock.nowMs())
    },
    publish: async (facts, { actor, note, digest }) => {
      assertComplete(facts)
      const own = digestOf(facts)
      if (digest !== undefined && digest !== own)
        throw new NoticeError('NOTICE_CHANGED', 'the configuration says something else by now')
      return db.transaction().execute(async (transaction) => {
        // Of two who publish at once the second waits, and then finds that it says the same.
        await sql`select pg_advisory_xact_lock(${PUBLISHING_LOCK})`.execute(transaction)
        const before = await transaction
          .selectFrom('notices')
          .selectAll()
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst()
        if (before?.digest === own) return noticeOf(before)
        const row = await transaction
          .insertInto('notices')
          .values({
            version: (before?.version ?? 0) + 1,
            published_at: new Date(clock.nowMs()),
            published_by: actor,
            note: note.replaceAll('\0', ''),
            digest: own,
            facts: JSON.stringify(facts),
            document: JSON.stringify(documentOf(facts)),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        return noticeOf(row)
      })
    },
    diff: async (from, to) =>
      diffNotices(
        (await get(from)).document,
        typeof to === 'number' ? (await get(to)).document : documentOf(to),
      ),
  }
}

function assertComplete(facts: NoticeFacts): void {
  const missing = missingIn(facts)
  if (missing.length > 0)
    throw new NoticeError(
      'NOTICE_INCOMPLETE',
      `noroshi.json does not say ${missing.join(', ')}, each as {"ja": …, "en": …}`,
    )
}

function noticeOf(row: Selectable<NoticesTable>): PublishedNotice {
  return {
    version: row.version,
    publishedAtMs: row.published_at.getTime(),
    publishedBy: row.published_by,
    note: row.note,
    digest: row.digest,
    facts: row.facts,
    document: row.document,
  }
}
