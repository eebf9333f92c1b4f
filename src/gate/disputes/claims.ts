import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { canonicalAddress, parseAddress } from '../../core/address.ts'
import { digestOf, drawSecret } from '../../core/secret.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { boundedText, CONTACT_LENGTH_MAX } from './bounded-text.ts'
import type { DisputeContext, DisputeDatabase } from './context.ts'
import { isDisputable } from './disputable-address.ts'
import { DisputeError } from './errors.ts'
import { drawReference } from './reference.ts'
import { CHECK_COUNT_MAX, CLAIM_LASTS_DAYS, PROOF_LASTS_DAYS } from './settings.ts'
import type { ClaimCount, DisputeClaimsTable, Proof } from './tables.ts'

/** Somebody says that an address is his. Nothing is said to him before he has proved it. */
export type Claim = {
  readonly id: string
  readonly address: string
  readonly port: number | null
  readonly token: string
  readonly answer: string
  readonly openedAtMs: number
  /** Of an open claim, and of a proof. */
  readonly endsAtMs: number
  readonly checksLeft: number
  readonly checkedAtMs: number | null
  readonly proof: Proof | null
}

/** The disk is not everybody's: more owners than this do not ask within three days. */
const OPEN_COUNT_MAX = 20_000
/** At once, so that a full room is not counted and cleared for each comer. */
const GIVE_WAY_COUNT = 100
/** What a text record or a file holds, so that who finds it knows what it is. */
const ANSWER_PREFIX = 'noroshi-dispute='

/**
 * Opens a claim and answers the secret of its link, once. Looks at nothing but the address itself: whatever
 * is listed, the answer is the same, and takes as long.
 */
export async function openClaim(
  { db, clock, draw, settings }: DisputeContext,
  addressText: unknown,
  portText: unknown,
  openCountMax = OPEN_COUNT_MAX,
): Promise<string> {
  const address = readAddress(addressText, settings)
  const port = readPort(portText)
  const nowMs = clock.nowMs()
  const secret = drawSecret(draw)
  await db.transaction().execute(async (transaction) => {
    await makeRoom(transaction, openCountMax, nowMs)
    await transaction
      .insertInto('dispute_claims')
      .values({
        id: drawReference(draw),
        link_digest: digestOf(secret),
        address,
        port,
        token: drawSecret(draw),
        answer: ANSWER_PREFIX + drawSecret(draw),
        opened_at: new Date(nowMs),
        ends_at: new Date(nowMs + CLAIM_LASTS_DAYS * DAY_MS),
        checks: 0,
        checked_at: null,
        proof: null,
      })
      .execute()
    await countClaims(transaction, 'opened', nowMs)
  })
  return secret
}

/**
 * When the room is full, claims give way whose owners never asked for a look, the oldest first: somebody who
 * opens thousands must not shut out the one who means it. Throws DISPUTE_LIMITED when all are looked at.
 */
async function makeRoom(db: DisputeDatabase, countMax: number, nowMs: number): Promise<void> {
  const { count } = await db
    .selectFrom('dispute_claims')
    .select(sql<number>`count(*)`.as('count'))
    .where('proof', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(count) < countMax) return
  const idle = await db
    .selectFrom('dispute_claims')
    .select('id')
    .where('proof', 'is', null)
    .where('checks', '=', 0)
    .orderBy('opened_at')
    .limit(GIVE_WAY_COUNT)
    .execute()
  if (idle.length === 0)
    throw new DisputeError('DISPUTE_LIMITED', 'too many claims wait for a proof')
  await db
    .deleteFrom('dispute_claims')
    .where(
      'id',
      'in',
      idle.map(({ id }) => id),
    )
    .execute()
  await countClaims(db, 'lapsed', nowMs, idle.length)
}

/** Throws DISPUTE_NOT_FOUND, for what never was as for what is over. */
export async function claimOf({ db }: DisputeContext, secret: string): Promise<Claim> {
  const row = await db
    .selectFrom('dispute_claims')
    .selectAll()
    .where('link_digest', '=', digestOf(secret))
    .executeTakeFirst()
  if (!row) throw new DisputeError('DISPUTE_NOT_FOUND', 'there is nothing here')
  return claimFrom(row)
}

/** Takes one of the looks that a claim has. Throws DISPUTE_LIMITED or DISPUTE_NOT_NOW. */
export async function takeCheck({ db, clock }: DisputeContext, claim: Claim): Promise<void> {
  const now = new Date(clock.nowMs())
  if (claim.proof || claim.endsAtMs <= now.getTime())
    throw new DisputeError('DISPUTE_NOT_NOW', 'control is proved, or the claim has lapsed')
  const { numUpdatedRows } = await db
    .updateTable('dispute_claims')
    .set({ checks: sql<number>`checks + 1`, checked_at: now })
    .where('id', '=', claim.id)
    .where('checks', '<', CHECK_COUNT_MAX)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n)
    throw new DisputeError('DISPUTE_LIMITED', `a claim is looked at ${CHECK_COUNT_MAX} times`)
}

/** The first proof counts; a claim that lapsed meanwhile stays lapsed. */
export async function recordProof(
  { db, clock }: DisputeContext,
  claimId: string,
  proof: Omit<Proof, 'atMs'>,
): Promise<boolean> {
  const nowMs = clock.nowMs()
  return db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('dispute_claims')
      .set({
        proof: JSON.stringify({ ...proof, atMs: nowMs }),
        ends_at: new Date(nowMs + PROOF_LASTS_DAYS * DAY_MS),
      })
      .where('id', '=', claimId)
      .where('proof', 'is', null)
      .where('ends_at', '>', new Date(nowMs))
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    await countClaims(transaction, 'proved', nowMs)
    return true
  })
}

/**
 * The registered contact of the address answered an officer. Throws DISPUTE_NOT_FOUND when nothing waits under
 * the reference.
 */
export async function recordContact(
  context: DisputeContext,
  reference: string,
  officer: string,
  how: string,
): Promise<void> {
  const proof = { kind: 'contact', officer, how: boundedText(how, CONTACT_LENGTH_MAX) } as const
  if (!(await recordProof(context, reference, proof)))
    throw new DisputeError('DISPUTE_NOT_FOUND', 'no claim of this reference waits for a proof')
}

/** What waits for a proof, newest first: an officer finds the one whose owner is on the telephone. */
export async function openClaims({ db }: DisputeContext, countMax: number): Promise<Claim[]> {
  const rows = await db
    .selectFrom('dispute_claims')
    .selectAll()
    .where('proof', 'is', null)
    .orderBy('opened_at', 'desc')
    .limit(countMax)
    .execute()
  return rows.map(claimFrom)
}

/** Claims that ended without a dispute leave nothing but a number. */
export async function lapseClaims({ db, clock }: DisputeContext): Promise<void> {
  const nowMs = clock.nowMs()
  await db.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('dispute_claims')
      .where('ends_at', '<=', new Date(nowMs))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('disputes')
              .select('disputes.id')
              .whereRef('disputes.claim_id', '=', 'dispute_claims.id'),
          ),
        ),
      )
      .executeTakeFirst()
    if (numDeletedRows > 0n) await countClaims(transaction, 'lapsed', nowMs, Number(numDeletedRows))
  })
}

/** Whether what is said of the address may be told, and disputed, at this instant. */
export const isProved = (claim: Claim, nowMs: number): boolean =>
  claim.proof !== null && nowMs < claim.endsAtMs

function readAddress(value: unknown, settings: DisputeContext['settings']): string {
  const address = canonicalAddress(String(value ?? '').trim())
  if (address === undefined || !isDisputable(parseAddress(address)!, settings))
    throw new DisputeError('DISPUTE_ADDRESS_UNUSABLE', 'an address of a service on the Internet')
  return address
}

function readPort(value: unknown): number | null {
  const text = String(value ?? '').trim()
  if (text === '') return null
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new DisputeError('DISPUTE_FORM_INVALID', 'a port is a whole number from 1 to 65535')
  return port
}

async function countClaims(
  db: DisputeDatabase,
  name: ClaimCount,
  nowMs: number,
  count = 1,
): Promise<void> {
  const month = new Date(nowMs).toISOString().slice(0, 7)
  await db
    .insertInto('dispute_counts')
    .values({ month, name, count })
    .onConflict((conflict) =>
      conflict
        .columns(['month', 'name'])
        .doUpdateSet({ count: sql<number>`dispute_counts.count + ${count}::bigint` }),
    )
    .execute()
}

function claimFrom(row: Selectable<DisputeClaimsTable>): Claim {
  return {
    id: row.id,
    address: row.address,
    port: row.port,
    token: row.token,
    answer: row.answer,
    openedAtMs: row.opened_at.getTime(),
    endsAtMs: row.ends_at.getTime(),
    checksLeft: CHECK_COUNT_MAX - row.checks,
    checkedAtMs: row.checked_at?.getTime() ?? null,
    proof: row.proof,
  }
}
