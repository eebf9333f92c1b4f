import { parsePrefix } from '../../core/prefix.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { WARNING_USES, type WarningUse } from '../warning/warning.ts'
import { HubError } from './errors.ts'

/** Who warns, and who only acts on warnings. */
export const MEMBER_ROLES = ['analysing', 'receiving'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]

/** What a member needs to know follows from what it does (need-to-know.ts). */
export const SECTORS = ['telecom', 'hosting', 'enterprise', 'research'] as const
export type Sector = (typeof SECTORS)[number]

/** Why the association trusts somebody with warnings. */
export type Vetting = {
  /** Who looked, a person's name in the association. */
  readonly by: string
  /** What was looked at: the number of a decision or an agreement. */
  readonly basis: string
}

export type MemberProfile = {
  readonly name: string
  /** Members of one group of companies are one voice. */
  readonly group: string
  readonly sector: Sector
  readonly roles: readonly MemberRole[]
  readonly uses: readonly WarningUse[]
  /** Its own networks: it may not warn of addresses in them, because they may be subscribers. */
  readonly ownPrefixes: readonly string[]
  /** Null for a member that protects all of its subscribers, wherever they talk to. */
  readonly interestPrefixes: readonly string[] | null
  /** Where somebody answers, also at night: mail addresses or telephone numbers. */
  readonly contacts: readonly string[]
  readonly vetting: Vetting
  /** Trust ends unless it is renewed. Milliseconds since the epoch. */
  readonly endsAtMs: number
}

export type MemberStatus = 'invited' | 'active' | 'suspended'

export type Member = MemberProfile & {
  readonly id: string
  readonly status: MemberStatus
  readonly createdAtMs: number
}

/** Vetting is repeated at least every two years. */
const TERM_MS_MAX = 2 * 366 * DAY_MS
const TEXT_LENGTH_MAX = 200
const PREFIX_COUNT_MAX = 10_000
const CONTACT_COUNT_MAX = 20
const ID = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/

/** Throws MEMBER_INVALID, naming the field. */
export function assertProfile(id: string, profile: MemberProfile, nowMs: number): void {
  const { roles, uses, contacts, ownPrefixes, interestPrefixes, vetting, endsAtMs } = profile
  const rules: [boolean, string][] = [
    [ID.test(id), 'id: 3 to 40 lower-case letters, digits and hyphens'],
    [
      [profile.name, profile.group, vetting.by, vetting.basis].every(isText),
      'name, group, vetting',
    ],
    [SECTORS.includes(profile.sector), `sector: ${SECTORS.join(', ')}`],
    [isSelection(roles, MEMBER_ROLES), `roles: ${MEMBER_ROLES.join(', ')}`],
    [isSelection(uses, WARNING_USES), `uses: ${WARNING_USES.join(', ')}`],
    [
      contacts.length >= 1 && contacts.length <= CONTACT_COUNT_MAX && contacts.every(isText),
      'contacts',
    ],
    [arePrefixes(ownPrefixes) && arePrefixes(interestPrefixes ?? []), 'prefixes'],
    [endsAtMs > nowMs && endsAtMs <= nowMs + TERM_MS_MAX, 'end: in the future, two years at most'],
  ]
  const broken = rules.find(([isKept]) => !isKept)
  if (broken) throw new HubError('MEMBER_INVALID', `the member’s record lacks a good ${broken[1]}`)
}

/** Whether anything is given to it or taken from it at this instant. */
export const isInStanding = (member: Member, nowMs: number): boolean =>
  member.status === 'active' && nowMs < member.endsAtMs

const isText = (text: string): boolean => text.trim() !== '' && text.length <= TEXT_LENGTH_MAX

const isSelection = (chosen: readonly string[], words: readonly string[]): boolean =>
  chosen.length > 0 &&
  chosen.every((word) => words.includes(word)) &&
  new Set(chosen).size === chosen.length

const arePrefixes = (texts: readonly string[]): boolean =>
  texts.length <= PREFIX_COUNT_MAX && texts.every((text) => parsePrefix(text) !== undefined)
