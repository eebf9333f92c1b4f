import { digestOf, drawHandle, drawSecret } from '../core/secret.ts'
import { HOUR_MS, MINUTE_MS } from '../core/time-span.ts'
import type { PeopleContext } from './context.ts'
import { findPerson, type Person } from './directory.ts'

export type SessionLimits = {
  /** Without a request for so long a session is over. */
  readonly idleMs: number
  /** However busy, so long after signing in it is over. */
  readonly absoluteMs: number
}

/** A working day; the console asks by itself while its page is visible, so idle means closed or hidden. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = { idleMs: HOUR_MS, absoluteMs: 12 * HOUR_MS }

export type SessionMeans = 'link' | 'passkey' | 'openid'
export type OpenSession = {
  readonly id: string
  readonly person: Person
  /** Set when the secret was changed: the browser must be given this one. */
  readonly rotatedSecret: string | undefined
}
export type SessionRow = {
  readonly id: string
  readonly means: string
  readonly createdAtMs: number
  readonly seenAtMs: number
}

/** The oldest give way: somebody who signs in from everywhere must not fill the table. */
const SESSION_COUNT_MAX = 20
const ROTATE_EVERY_MS = 15 * MINUTE_MS
/** Requests that left the browser before it had the new secret. */
const PREVIOUS_GOOD_FOR_MS = MINUTE_MS
/** Writing each request down would make a write of every read. */
const SEEN_STEP_MS = MINUTE_MS

/** Browsers that are signed in. */
export class Sessions {
  readonly #context: PeopleContext
  readonly #limits: SessionLimits

  constructor(context: PeopleContext, limits: SessionLimits = DEFAULT_SESSION_LIMITS) {
    this.#context = context
    this.#limits = limits
  }

  get limits(): SessionLimits {
    return this.#limits
  }

  /** Always a new secret: one that was there before signing in (session fixation) is worth nothing. */
  async begin(personId: string, means: SessionMeans): Promise<string> {
    const { db, clock, draw } = this.#context
    const at = new Date(clock.nowMs())
    const secret = drawSecret(draw)
    await this.#sweep(at)
    const held = await db
      .selectFrom('person_sessions')
      .select('id')
      .where('person_id', '=', personId)
      .orderBy('seen_at', 'desc')
      .offset(SESSION_COUNT_MAX - 1)
      .execute()
    for (const { id } of held) await this.end(personId, id)
    await db
      .insertInto('person_sessions')
      .values({
        id: drawHandle(draw),
        digest: digestOf(secret),
        person_id: personId,
        means,
        created_at: at,
        seen_at: at,
        rotated_at: at,
      })
      .execute()
    return secret
  }

  /** Whose session this is, `undefined` when it is nobody's or over. */
  async find(secret: string): Promise<OpenSession | undefined> {
    const { db, clock } = this.#context
    const nowMs = clock.nowMs()
    const digest = digestOf(secret)
    const row = await db
      .selectFrom('person_sessions')
      .selectAll()
      .where((where) =>
        where.or([where('digest', '=', digest), where('previous_digest', '=', digest)]),
      )
      .executeTakeFirst()
    if (!row || this.#isOver(row, nowMs)) return undefined
    const isPrevious = row.digest !== digest
    if (isPrevious && nowMs - row.rotated_at.getTime() > PREVIOUS_GOOD_FOR_MS) return undefined
    const person = await findPerson(db, row.person_id)
    if (!person) return undefined
    if (nowMs - row.seen_at.getTime() >= SEEN_STEP_MS)
      await db
        .updateTable('person_sessions')
        .set({ seen_at: new Date(nowMs) })
        .where('id', '=', row.id)
        .execute()
    const isDue = !isPrevious && nowMs - row.rotated_at.getTime() >= ROTATE_EVERY_MS
    return {
      id: row.id,
      person,
      rotatedSecret: isDue ? await this.#rotate(row.id, digest, nowMs) : undefined,
    }
  }

  async list(personId: string): Promise<SessionRow[]> {
    const nowMs = this.#context.clock.nowMs()
    const rows = await this.#context.db
      .selectFrom('person_sessions')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('seen_at', 'desc')
      .execute()
    return rows
      .filter((row) => !this.#isOver(row, nowMs))
      .map((row) => ({
        id: row.id,
        means: row.means,
        createdAtMs: row.created_at.getTime(),
        seenAtMs: row.seen_at.getTime(),
      }))
  }

  async end(personId: string, id: string): Promise<void> {
    await this.#context.db
      .deleteFrom('person_sessions')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .execute()
  }

  async endAll(personId: string): Promise<void> {
    await this.#context.db.deleteFrom('person_sessions').where('person_id', '=', personId).execute()
  }

  /** Of two requests at once one rotates; the other keeps what it has, which is good for a moment. */
  async #rotate(id: string, digest: string, nowMs: number): Promise<string | undefined> {
    const { db, draw } = this.#context
    const secret = drawSecret(draw)
    const { numUpdatedRows } = await db
      .updateTable('person_sessions')
      .set({ digest: digestOf(secret), previous_digest: digest, rotated_at: new Date(nowMs) })
      .where('id', '=', id)
      .where('digest', '=', digest)
      .executeTakeFirst()
    return numUpdatedRows === 1n ? secret : undefined
  }

  #isOver(row: { readonly seen_at: Date; readonly created_at: Date }, nowMs: number): boolean {
    return (
      nowMs - row.seen_at.getTime() >= this.#limits.idleMs ||
      nowMs - row.created_at.getTime() >= this.#limits.absoluteMs
    )
  }

  async #sweep(now: Date): Promise<void> {
    await this.#context.db
      .deleteFrom('person_sessions')
      .where((where) =>
        where.or([
          where('seen_at', '<=', new Date(now.getTime() - this.#limits.idleMs)),
          where('created_at', '<=', new Date(now.getTime() - this.#limits.absoluteMs)),
        ]),
      )
      .execute()
  }
}
