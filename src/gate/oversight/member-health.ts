import { DAY_MS } from '../../core/time-span.ts'
import type { Position } from '../hub/ledger.ts'
import type { Member } from '../hub/member.ts'
import { findAlarms } from './alarms.ts'
import { type OversightContext, REACHED_WITHIN_MS } from './context.ts'

/**
 * How a member is, in one word. Of those in standing: `current` has all it was given and acts on all of it,
 * `behind` was given something and has not said that it acts on it, `silent` was not heard of lately,
 * `never` has yet to ask, `speaking` only warns and is given nothing.
 */
export const MEMBER_CONDITIONS = [
  'current',
  'behind',
  'silent',
  'never',
  'speaking',
  'invited',
  'suspended',
  'ended',
] as const
export type MemberCondition = (typeof MEMBER_CONDITIONS)[number]

export type MemberHealth = Member & {
  readonly condition: MemberCondition
  readonly position: Position | null
  /** Changes of the list behind the one up to which it acts, its own or not. */
  readonly behind: number | null
  readonly alarmCount: number
  readonly chasedAtMs: number | null
  /** Until when its one-time link can be used; null when none waits. */
  readonly invitedUntilMs: number | null
  /** What it said within a day, and how much of that was refused. */
  readonly said: { readonly taken: number; readonly refused: number }
}

/** What happened longer ago was somebody's task then. */
export const ALARMS_SHOWN_MS = 7 * DAY_MS

/** All members, in the order of ids. */
export async function memberHealth(context: OversightContext): Promise<MemberHealth[]> {
  const { db, clock, hub } = context
  const nowMs = clock.nowMs()
  const now = new Date(nowMs)
  const positions = await hub.ledger.positions()
  const version = await hub.list.version()
  const alarms = await findAlarms(context, nowMs - ALARMS_SHOWN_MS)
  const chased = await chasesByMember(context)
  const invitations = await db
    .selectFrom('hub_invitations')
    .select(['member_id', 'expires_at'])
    .where('expires_at', '>', now)
    .execute()
  const received = await db
    .selectFrom('hub_received')
    .select((eb) => [
      'member_id',
      eb.fn.sum<number>('taken').as('taken'),
      eb.fn.sum<number>('refused').as('refused'),
    ])
    .where('hour', '>', new Date(nowMs - DAY_MS))
    .groupBy('member_id')
    .execute()
  return (await hub.members.list()).map((member) => {
    const position = positions.get(member.id) ?? null
    const said = received.find((row) => row.member_id === member.id)
    const invitation = invitations.find((row) => row.member_id === member.id)
    return {
      ...member,
      condition: conditionOf(member, position, nowMs),
      position,
      behind: position && Math.max(0, version - position.enforces),
      alarmCount: alarms.filter(
        ({ memberId, ownerId }) => memberId === member.id || ownerId === member.id,
      ).length,
      chasedAtMs: chased.get(member.id) ?? null,
      invitedUntilMs: invitation?.expires_at.getTime() ?? null,
      said: { taken: Number(said?.taken ?? 0), refused: Number(said?.refused ?? 0) },
    }
  })
}

function conditionOf(member: Member, position: Position | null, nowMs: number): MemberCondition {
  if (member.status !== 'active') return member.status
  if (nowMs >= member.endsAtMs) return 'ended'
  if (!member.roles.includes('receiving')) return 'speaking'
  if (!position) return 'never'
  if (nowMs - position.contactAtMs > REACHED_WITHIN_MS) return 'silent'
  return position.enforces < position.given ? 'behind' : 'current'
}

/** When each was last reminded. */
export async function chasesByMember({ db }: OversightContext): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('hub_events')
    .select((eb) => ['member_id', eb.fn.max('at').as('at')])
    .where('kind', '=', 'member-chased')
    .groupBy('member_id')
    .execute()
  return new Map(rows.map((row) => [row.member_id ?? '', row.at.getTime()]))
}

export type MemberKeys = {
  readonly keys: readonly {
    readonly id: string
    readonly createdAtMs: number
    readonly revokedAtMs: number | null
  }[]
  readonly tokens: readonly {
    readonly face: string
    readonly createdAtMs: number
    readonly expiresAtMs: number
  }[]
}

/** What a member proves itself with, newest first. */
export async function memberKeys(
  { db, clock }: OversightContext,
  memberId: string,
): Promise<MemberKeys> {
  const keys = await db
    .selectFrom('hub_member_keys')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .execute()
  const tokens = await db
    .selectFrom('hub_tokens')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('expires_at', '>', new Date(clock.nowMs()))
    .orderBy('created_at', 'desc')
    .execute()
  return {
    keys: keys.map((row) => ({
      id: row.id,
      createdAtMs: row.created_at.getTime(),
      revokedAtMs: row.revoked_at?.getTime() ?? null,
    })),
    tokens: tokens.map((row) => ({
      face: row.face,
      createdAtMs: row.created_at.getTime(),
      expiresAtMs: row.expires_at.getTime(),
    })),
  }
}
