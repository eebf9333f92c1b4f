import type { Selectable } from 'kysely'
import { digestOf, drawSecret } from '../../core/secret.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { keyIdOf, type PublicKey, publicKeyOctets } from '../warning/trust/signing-key.ts'
import { addHubEvent, type HubContext } from './context.ts'
import { HubError } from './errors.ts'
import { assertProfile, isInStanding, type Member, type MemberProfile } from './member.ts'
import type { HubMembersTable } from './tables.ts'

/** Invitations travel by mail and wait for a working day, abroad too. */
const INVITATION_LASTS_MS = 7 * 24 * HOUR_MS

export type Invitation = { readonly secret: string; readonly expiresAtMs: number }

/** Who belongs to the association, since when, why, and until when. */
export class Members {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /** Throws MEMBER_INVALID or MEMBER_ID_TAKEN. The member can do nothing until it has joined. */
  async add(id: string, profile: MemberProfile, actor: string): Promise<Invitation> {
    const { db, clock } = this.#context
    const at = new Date(clock.nowMs())
    assertProfile(id, profile, at.getTime())
    await db.transaction().execute(async (transaction) => {
      const inserted = await transaction
        .insertInto('hub_members')
        .values({
          id,
          ...columnsOf(profile),
          status: 'invited',
          created_at: at,
          needs_snapshot: false,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows !== 1n)
        throw new HubError('MEMBER_ID_TAKEN', 'an organisation of this id is or was a member')
      await addHubEvent(transaction, { at, actor, kind: 'member-added', memberId: id })
    })
    return this.invite(id, actor)
  }

  /** What it may know may become less, so it is given a whole list next. */
  async change(id: string, change: Partial<MemberProfile>, actor: string): Promise<void> {
    const { db, clock } = this.#context
    const at = new Date(clock.nowMs())
    const member = await this.get(id)
    const profile = { ...member, ...change }
    assertProfile(id, profile, at.getTime())
    await db
      .updateTable('hub_members')
      .set({ ...columnsOf(profile), needs_snapshot: true })
      .where('id', '=', id)
      .execute()
    const fields = Object.keys(change).sort().join(', ')
    await addHubEvent(db, { at, actor, kind: 'member-changed', memberId: id, details: { fields } })
  }

  async list(): Promise<Member[]> {
    const rows = await this.#context.db
      .selectFrom('hub_members')
      .selectAll()
      .orderBy('id')
      .execute()
    return rows.map(memberOf)
  }

  /** Throws MEMBER_NOT_FOUND. */
  async get(id: string): Promise<Member> {
    const member = await this.find(id)
    if (!member) throw new HubError('MEMBER_NOT_FOUND', 'there is no member of this id')
    return member
  }

  async find(id: string): Promise<Member | undefined> {
    const row = await this.#context.db
      .selectFrom('hub_members')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && memberOf(row)
  }

  /** Whose key it is, if that member is in standing now: every request asks, so suspension is at once. */
  async ofKey(keyId: string): Promise<{ member: Member; key: PublicKey } | undefined> {
    const row = await this.#context.db
      .selectFrom('hub_member_keys')
      .innerJoin('hub_members', 'hub_members.id', 'hub_member_keys.member_id')
      .selectAll('hub_members')
      .select('hub_member_keys.public_key')
      .where('hub_member_keys.id', '=', keyId)
      .where('hub_member_keys.revoked_at', 'is', null)
      .executeTakeFirst()
    if (!row) return undefined
    const member = memberOf(row)
    if (!isInStanding(member, this.#context.clock.nowMs())) return undefined
    return { member, key: { keytype: 'ed25519', public: row.public_key } }
  }

  /** A one-time link; earlier ones of the member are void. */
  async invite(id: string, actor: string): Promise<Invitation> {
    const { db, clock, draw } = this.#context
    await this.get(id)
    const nowMs = clock.nowMs()
    const secret = drawSecret(draw)
    const expiresAtMs = nowMs + INVITATION_LASTS_MS
    await db.deleteFrom('hub_invitations').where('member_id', '=', id).execute()
    await db
      .insertInto('hub_invitations')
      .values({
        digest: digestOf(secret),
        member_id: id,
        created_by: actor,
        expires_at: new Date(expiresAtMs),
      })
      .execute()
    const at = new Date(nowMs)
    await addHubEvent(db, { at, actor, kind: 'member-invited', memberId: id })
    return { secret, expiresAtMs }
  }

  /**
   * Uses the link up and takes the member's key; its earlier keys end, because whoever asks for a new link has
   * lost the old key. A suspended member stays suspended. Throws INVITATION_INVALID.
   */
  async join(secret: string, key: PublicKey): Promise<Member> {
    const { db, clock } = this.#context
    const at = new Date(clock.nowMs())
    if (!publicKeyOctets(key)) throw new HubError('INVITATION_INVALID', 'no Ed25519 key was given')
    const id = await db.transaction().execute(async (transaction) => {
      const invitation = await transaction
        .deleteFrom('hub_invitations')
        .where('digest', '=', digestOf(secret))
        .where('expires_at', '>', at)
        .returning('member_id')
        .executeTakeFirst()
      if (!invitation) throw new HubError('INVITATION_INVALID', 'the invitation is not valid')
      const memberId = invitation.member_id
      await transaction
        .updateTable('hub_member_keys')
        .set({ revoked_at: at })
        .where('member_id', '=', memberId)
        .where('revoked_at', 'is', null)
        .execute()
      const inserted = await transaction
        .insertInto('hub_member_keys')
        .values({ id: keyIdOf(key), member_id: memberId, public_key: key.public, created_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      // A key that was ever somebody's is not taken again: it may be a stolen one.
      if (inserted.numInsertedOrUpdatedRows !== 1n)
        throw new HubError('INVITATION_INVALID', 'the key was in use before')
      await transaction
        .updateTable('hub_members')
        .set({ status: 'active' })
        .where('id', '=', memberId)
        .where('status', '=', 'invited')
        .execute()
      await addHubEvent(transaction, { at, actor: memberId, kind: 'member-joined', memberId })
      return memberId
    })
    return this.get(id)
  }

  /** At once: the next request of the member is refused. Its voices fall silent with the next agreement. */
  async suspend(id: string, reason: string, actor: string): Promise<void> {
    await this.#turn(id, 'active', 'suspended', reason, actor)
  }

  async resume(id: string, reason: string, actor: string): Promise<void> {
    await this.#turn(id, 'suspended', 'active', reason, actor)
  }

  async #turn(
    id: string,
    from: 'active' | 'suspended',
    to: 'active' | 'suspended',
    reason: string,
    actor: string,
  ): Promise<void> {
    const { db, clock } = this.#context
    if (reason.trim() === '') throw new HubError('MEMBER_INVALID', 'say why')
    const updated = await db
      .updateTable('hub_members')
      .set({ status: to })
      .where('id', '=', id)
      .where('status', '=', from)
      .executeTakeFirst()
    if (updated.numUpdatedRows !== 1n) {
      await this.get(id)
      throw new HubError('MEMBER_NOT_IN_STANDING', `the member is not ${from}`)
    }
    const at = new Date(clock.nowMs())
    const kind = to === 'suspended' ? 'member-suspended' : 'member-resumed'
    await addHubEvent(db, { at, actor, kind, memberId: id, details: { reason } })
  }
}

function columnsOf(profile: MemberProfile) {
  return {
    name: profile.name,
    company_group: profile.group,
    sector: profile.sector,
    roles: JSON.stringify(profile.roles),
    uses: JSON.stringify(profile.uses),
    own_prefixes: JSON.stringify(profile.ownPrefixes),
    interest_prefixes: profile.interestPrefixes && JSON.stringify(profile.interestPrefixes),
    contacts: JSON.stringify(profile.contacts),
    vetting: JSON.stringify({ by: profile.vetting.by, basis: profile.vetting.basis }),
    ends_at: new Date(profile.endsAtMs),
  }
}

export function memberOf(row: Selectable<HubMembersTable>): Member {
  return {
    id: row.id,
    name: row.name,
    group: row.company_group,
    sector: row.sector,
    roles: row.roles,
    uses: row.uses,
    ownPrefixes: row.own_prefixes,
    interestPrefixes: row.interest_prefixes,
    contacts: row.contacts,
    vetting: row.vetting,
    status: row.status,
    createdAtMs: row.created_at.getTime(),
    endsAtMs: row.ends_at.getTime(),
  }
}
