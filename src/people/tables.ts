import type { ColumnType, Generated } from 'kysely'
import type { Role } from './roles.ts'

/** JSON columns are written as text and read as values, in both homes of the database. */
type Json<T> = ColumnType<T, string, string>

export type PeopleTable = {
  id: string
  name: string
  roles: Json<Role[]>
  created_at: Date
  created_by: string
  /** Kept after removal: histories go on naming this person. */
  removed_at: Date | null
  openid_issuer: string | null
  openid_subject: string | null
}

export type PersonLinksTable = {
  digest: string
  /** Null for the first administrator, who names himself. */
  person_id: string | null
  created_at: Date
  created_by: string
  expires_at: Date
}

export type PersonSessionsTable = {
  id: string
  digest: string
  /** Still good for a moment after a rotation: requests were on their way. */
  previous_digest: string | null
  person_id: string
  means: string
  created_at: Date
  seen_at: Date
  rotated_at: Date
}

export type PersonTokensTable = {
  id: string
  digest: string
  person_id: string
  label: string
  roles: Json<Role[]>
  created_at: Date
  expires_at: Date
  used_at: Date | null
  /** Made by its person after signing in; else somebody at the machine made it. */
  is_own: Generated<boolean>
}

export type PersonPasskeysTable = {
  /** The credential id, base64url. */
  id: string
  person_id: string
  public_key: string
  signature_count: number
  transports: Json<string[]>
  label: string
  created_at: Date
  used_at: Date | null
}

/** Who let whom in and gave or took which role. The database refuses to change or delete a row. */
export type PersonEventsTable = {
  sequence: Generated<number>
  at: Date
  actor: string
  kind: PersonEventKind
  person_id: string
  roles: Json<Role[] | null>
}

export type PersonEventKind = 'invited' | 'joined' | 'roles-changed' | 'removed' | 'link-made'

/** Filters that somebody keeps. */
export type PersonViewsTable = {
  owner: string
  name: string
  query: Json<Record<string, string>>
  saved_at: Date
}

export type PeopleTables = {
  person_views: PersonViewsTable
  people: PeopleTable
  person_links: PersonLinksTable
  person_sessions: PersonSessionsTable
  person_tokens: PersonTokensTable
  person_passkeys: PersonPasskeysTable
  person_events: PersonEventsTable
}
