import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { HubEventKind, HubTables } from './tables.ts'

/** Draws octets that nobody can foresee; `app` gives the operating system's. */
export type DrawOctets = (count: number) => Uint8Array

export type HubDatabase = Kysely<HubTables> | Transaction<HubTables>

/** What every part of this room works with. */
export type HubContext = {
  readonly db: Kysely<HubTables>
  readonly clock: Clock
  readonly draw: DrawOctets
}

const SECRET_OCTETS = 32

/** base64url, 43 characters. Guessing one of 2^256 is hopeless, so a fast hash is enough to store it by. */
export const drawSecret = (draw: DrawOctets): string =>
  Buffer.from(draw(SECRET_OCTETS)).toString('base64url')

/** What is stored of a secret: whoever reads the database finds no way in. */
export const digestOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')

export async function addHubEvent(
  db: HubDatabase,
  event: {
    readonly at: Date
    readonly actor: string
    readonly kind: HubEventKind
    readonly memberId: string | null
    readonly details?: Readonly<Record<string, string | number | boolean>>
  },
): Promise<void> {
  const { memberId, details, ...row } = event
  await db
    .insertInto('hub_events')
    .values({ ...row, member_id: memberId, details: JSON.stringify(details ?? null) })
    .execute()
}
