import { digestOf, drawSecret } from '../../core/secret.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { addHubEvent, type HubContext } from './context.ts'
import { HubError } from './errors.ts'
import { isInStanding, type Member } from './member.ts'
import { memberOf } from './members.ts'

/** Found by secret scanners, and told from a member's key at sight. */
const PREFIX = 'noroshi_hub_'
const DAYS_MAX = 366
const TOKEN_COUNT_MAX = 20

/** For software that cannot sign requests. A token reads one kind of face and can do nothing else. */
export class AccessTokens {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /** Answered once and stored as a digest. */
  async make(memberId: string, face: string, days: number, actor: string): Promise<string> {
    const { db, clock, draw } = this.#context
    const nowMs = clock.nowMs()
    const isPossible = Number.isInteger(days) && days >= 1 && days <= DAYS_MAX
    if (!isPossible)
      throw new HubError('ACCESS_TOKEN_INVALID', `a token lasts 1 to ${DAYS_MAX} days`)
    await db.deleteFrom('hub_tokens').where('expires_at', '<=', new Date(nowMs)).execute()
    const { count } = await db
      .selectFrom('hub_tokens')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('member_id', '=', memberId)
      .executeTakeFirstOrThrow()
    if (Number(count) >= TOKEN_COUNT_MAX)
      throw new HubError('ACCESS_TOKEN_INVALID', `a member has ${TOKEN_COUNT_MAX} tokens at most`)
    const secret = PREFIX + drawSecret(draw)
    const at = new Date(nowMs)
    await db
      .insertInto('hub_tokens')
      .values({
        digest: digestOf(secret),
        member_id: memberId,
        face,
        created_at: at,
        expires_at: new Date(nowMs + days * DAY_MS),
      })
      .execute()
    await addHubEvent(db, { at, actor, kind: 'token-made', memberId, details: { face, days } })
    return secret
  }

  /** Whose it is. Throws ACCESS_TOKEN_INVALID, also for a member who is not in standing. */
  async open(secret: string, face: string): Promise<Member> {
    const { db, clock } = this.#context
    const nowMs = clock.nowMs()
    const row = await db
      .selectFrom('hub_tokens')
      .innerJoin('hub_members', 'hub_members.id', 'hub_tokens.member_id')
      .selectAll('hub_members')
      .where('digest', '=', digestOf(secret))
      .where('face', '=', face)
      .where('expires_at', '>', new Date(nowMs))
      .executeTakeFirst()
    const member = row && memberOf(row)
    if (!member || !isInStanding(member, nowMs) || !member.roles.includes('receiving'))
      throw new HubError('ACCESS_TOKEN_INVALID', 'the token is not valid for this')
    return member
  }

  async revokeAll(memberId: string): Promise<void> {
    await this.#context.db.deleteFrom('hub_tokens').where('member_id', '=', memberId).execute()
  }
}
