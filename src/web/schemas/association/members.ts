import { z } from 'zod'
import { plainText } from '../../../core/plain-text.ts'
import { MEMBER_ROLES, SECTORS } from '../../../gate/hub/member.ts'
import { MEMBER_CONDITIONS } from '../../../gate/oversight/member-health.ts'
import { WARNING_USES } from '../../../gate/warning/warning.ts'
import { Instant } from '../shared.ts'

export const MemberId = z.string().min(1).max(40)
export const Sector = z.enum(SECTORS)
export const MemberRole = z.enum(MEMBER_ROLES)
export const WarningUse = z.enum(WARNING_USES)
export const MemberCondition = z.enum(MEMBER_CONDITIONS)

/** What a member was vetted as. */
const Profile = z.object({
  name: z.string(),
  /** Members of one group of companies are one voice. */
  group: z.string(),
  sector: Sector,
  roles: z.array(MemberRole),
  uses: z.array(WarningUse),
  ownPrefixes: z.array(z.string()),
  /** Null: told of warnings wherever they lie. */
  interestPrefixes: z.array(z.string()).nullable(),
  contacts: z.array(z.string()),
  vetting: z.object({ by: z.string(), basis: z.string() }),
  endsAt: Instant,
})

/** One member and how it is. */
export const MemberRow = Profile.extend({
  id: z.string(),
  condition: MemberCondition,
  createdAt: Instant,
  /** Null for one that has never asked. Numbers of changes of the list. */
  position: z
    .object({
      given: z.int(),
      holds: z.int(),
      enforces: z.int(),
      contactAt: Instant,
      acknowledgedAt: Instant.nullable(),
    })
    .nullable(),
  /** Changes of the list behind the one up to which it acts, its own or not. */
  behind: z.int().nullable(),
  alarmCount: z.int(),
  chasedAt: Instant.nullable(),
  /** Until when its one-time link can be used; null when none waits. */
  invitedUntil: Instant.nullable(),
  /** Within a day. */
  said: z.object({ taken: z.int(), refused: z.int() }),
})
export const Members = z.object({ members: z.array(MemberRow), version: z.int() })

/** Something about a member that a person has to look at. */
export const Alarm = z.object({
  kind: z.enum(['bulk-download', 'canary']),
  memberId: z.string(),
  /** Whose list went astray; only with a canary. */
  ownerId: z.string().nullable(),
  at: Instant,
})

export const HubEvent = z.object({
  sequence: z.int(),
  at: Instant,
  actor: z.string(),
  kind: z.string(),
  memberId: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
})

export const MemberDetail = z.object({
  member: MemberRow,
  version: z.int(),
  keys: z.array(z.object({ id: z.string(), createdAt: Instant, revokedAt: Instant.nullable() })),
  tokens: z.array(z.object({ face: z.string(), createdAt: Instant, expiresAt: Instant })),
  alarms: z.array(Alarm),
  /** The newest of its record. */
  events: z.array(HubEvent),
})

export const MemberParameters = z.object({ id: MemberId })

const TEXT_LENGTH_MAX = 200
const Text = z.string().max(TEXT_LENGTH_MAX).transform(plainText).pipe(z.string().min(1))
const Prefixes = z.array(z.string().trim().min(1).max(60)).max(10_000)

/** Who vetted a member is who signed in. */
const Statement = z.object({
  name: Text,
  group: Text,
  sector: Sector,
  roles: z.array(MemberRole).min(1).max(MEMBER_ROLES.length),
  uses: z.array(WarningUse).min(1).max(WARNING_USES.length),
  ownPrefixes: Prefixes,
  interestPrefixes: Prefixes.nullable(),
  contacts: z.array(Text).min(1).max(20),
  basis: Text,
  endsAt: Instant,
})
export const NewMember = Statement.extend({ id: MemberId })
/** What is left out stays as it is. */
export const MemberChange = Statement.partial()
export const Reason = z.object({ reason: Text })
export const NewMemberToken = z.object({
  face: z.enum([
    'taxii',
    'crowdsec',
    'csv',
    'json-lines',
    'stix',
    'misp-feed',
    'nftables',
    'suricata-iprep',
  ]),
  days: z.int().min(1).max(366).default(90),
})
/** The only time that the secret is shown. */
export const MemberInvitation = z.object({ secret: z.string(), expiresAt: Instant })
export const MemberToken = z.object({ secret: z.string() })

export type MemberRow = z.infer<typeof MemberRow>
export type Members = z.infer<typeof Members>
export type MemberDetail = z.infer<typeof MemberDetail>
export type MemberCondition = z.infer<typeof MemberCondition>
export type Alarm = z.infer<typeof Alarm>
export type HubEvent = z.infer<typeof HubEvent>
export type NewMember = z.infer<typeof NewMember>
export type MemberChange = z.infer<typeof MemberChange>
export type MemberInvitation = z.infer<typeof MemberInvitation>
export type MemberToken = z.infer<typeof MemberToken>
export type NewMemberToken = z.infer<typeof NewMemberToken>
