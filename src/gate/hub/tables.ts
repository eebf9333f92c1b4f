import type { ColumnType } from 'kysely'
import type { ReceiptProbe } from '../warning/receipt.ts'
import type { Warning, WarningUse } from '../warning/warning.ts'
import type { Ruling } from './agreement.ts'
import type { MemberRole, MemberStatus, Sector, Vetting } from './member.ts'

/** JSON columns are written as text and read as values, in both homes of the database. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

export type HubMembersTable = {
  id: string
  name: string
  company_group: string
  sector: Sector
  roles: Json<MemberRole[]>
  uses: Json<WarningUse[]>
  own_prefixes: Json<string[]>
  interest_prefixes: NullableJson<string[]>
  contacts: Json<string[]>
  vetting: Json<Vetting>
  status: MemberStatus
  created_at: Date
  ends_at: Date
  /** The next thing it is given is a whole list: what it may know has become less. */
  needs_snapshot: boolean
}

export type HubMemberKeysTable = {
  /** Hash of the key; one key is one member's. */
  id: string
  member_id: string
  public_key: string
  created_at: Date
  revoked_at: Date | null
}

export type HubInvitationsTable = {
  digest: string
  member_id: string
  created_by: string
  expires_at: Date
}

/** For software that cannot sign requests: reads one kind of face and nothing else. */
export type HubTokensTable = {
  digest: string
  member_id: string
  face: string
  created_at: Date
  expires_at: Date
}

/** The database refuses to change or delete a row. */
export type HubEventsTable = {
  sequence: ColumnType<number, never, never>
  at: Date
  actor: string
  kind: HubEventKind
  member_id: string | null
  /** What it is about, in words of this program; never an endpoint. */
  details: NullableJson<Record<string, string | number | boolean>>
}

export const HUB_EVENT_KINDS = [
  'member-added',
  'member-changed',
  'member-invited',
  'member-joined',
  'member-suspended',
  'member-resumed',
  'token-made',
  'bulk-download',
  'log-forgotten',
  'list-traced',
  'member-chased',
  'sources-shown',
] as const
export type HubEventKind = (typeof HUB_EVENT_KINDS)[number]

export type HubSubmissionsTable = {
  member_id: string
  warning_id: string
  warning: Json<Warning>
  received_at: Date
}

export type HubListTable = {
  warning_id: string
  valid_from: string
  warning: Json<Warning>
  sequence: number
  /** The number under which this lease came onto the list. */
  first_sequence: number
  /** Microseconds since the epoch, of no two rows the same: TAXII pages by it. */
  added_us: number
  /** A lease that another one of the same endpoint has followed. */
  is_former: boolean
  /** A canary is on one member's list only. */
  only_member: string | null
  ends_at: Date
  withdrawn_at: Date | null
}

export type HubLogTable = {
  position: number
  entry: string
  warning_id: string | null
  salt: string | null
  statement: NullableJson<Warning>
  /** Null for what was stated before the hub kept it. */
  stated_at: Date | null
}

/** How much each member said in an hour, whatever became of it. */
export type HubReceivedTable = {
  member_id: string
  hour: Date
  taken: number
  refused: number
}

/** Which documents a member was given, newest last: where its path may go on from. */
export type HubPathsTable = {
  member_id: string
  version: number
  hash: string
  octets: number
  issued_at: Date
}

export type HubPositionsTable = {
  member_id: string
  given: number
  holds: number
  enforces: number
  contact_at: Date
  acknowledged_at: Date | null
}

export type HubSightingsTable = {
  member_id: string
  warning_id: string
  /** `2026-11-21`. */
  day: string
  is_seen: boolean
}

/** What became of each lease that a member warned of. */
export type HubWordsTable = {
  member_id: string
  warning_id: string
  valid_from: string
  first_at: Date
  ends_at: Date
  own_end: 'retracted' | 'released' | null
  is_agreed: boolean
  is_disputed: boolean
  is_released: boolean
}

/** How long a member took, by day, in buckets (statistics/speed.ts). */
export type HubSpeedsTable = {
  member_id: string
  day: string
  what: 'acknowledge' | 'drop'
  bucket: number
  count: number
}

/** What a member found out about a warning of somebody's: its newest word. */
export type HubJudgementsTable = {
  member_id: string
  warning_id: string
  /** `2026-11-21`. */
  day: string
  is_right: boolean
}

/** A member's newest word on what it lifted, by warning. */
export type HubReceiptsTable = {
  member_id: string
  warning_id: string
  version: number
  lifted_at: Date | null
  probe: ReceiptProbe
  planes: number
  received_at: Date
}

/** What the association said itself, after or while hearing an owner. */
export type HubRulingsTable = {
  warning_id: string
  ruling: Ruling
  ends_at: Date
}

/** What the association's staff was told, and how. */
export type HubNoticesTable = { key: string; channel: string; told_at: Date }

export type HubStateTable = { name: string; value: number }

export type HubTables = {
  hub_members: HubMembersTable
  hub_member_keys: HubMemberKeysTable
  hub_invitations: HubInvitationsTable
  hub_tokens: HubTokensTable
  hub_events: HubEventsTable
  hub_submissions: HubSubmissionsTable
  hub_list: HubListTable
  hub_log: HubLogTable
  hub_received: HubReceivedTable
  hub_paths: HubPathsTable
  hub_positions: HubPositionsTable
  hub_sightings: HubSightingsTable
  hub_words: HubWordsTable
  hub_speeds: HubSpeedsTable
  hub_judgements: HubJudgementsTable
  hub_receipts: HubReceiptsTable
  hub_rulings: HubRulingsTable
  hub_notices: HubNoticesTable
  hub_state: HubStateTable
}
