import { plainText } from '../../core/plain-text.ts'
import type { Database } from '../../db/database.ts'
import type { ReleaseCause } from './closure.ts'
import { ReleaseError } from './errors.ts'
import type { Exemption } from './exemption.ts'
import type { ReleaseReceipt } from './receipt.ts'
import type { ReleaseTables } from './tables.ts'

export type StoredRelease = {
  readonly id: string
  readonly subject: string
  readonly cause: ReleaseCause
  readonly requestedAtMs: number
  readonly requestedBy: string
  readonly reason: string
  readonly exemptions: readonly Exemption[]
  /** Null until it has been proved, or when the service ended before it was. */
  readonly receipt: ReleaseReceipt | null
  /** Null while it stands. */
  readonly endedAtMs: number | null
}

export type Lift = {
  readonly liftedAtMs: number
  readonly liftedBy: string
  readonly reason: string
}

const TEXT_LENGTH_MAX = 2_000

/** Releases and lifts, so that neither is forgotten by a service that starts again. */
export class ReleaseStore {
  readonly #database

  constructor(database: Database) {
    this.#database = database.$extendTables<ReleaseTables>()
  }

  async add(release: StoredRelease): Promise<void> {
    await this.#database
      .insertInto('measure_releases')
      .values({
        id: release.id,
        subject: release.subject,
        cause: release.cause,
        requested_at: new Date(release.requestedAtMs),
        requested_by: release.requestedBy,
        reason: release.reason,
        exemptions: JSON.stringify(release.exemptions),
        receipt: null,
        ended_at: null,
        ended_by: null,
        ended_reason: null,
      })
      .execute()
  }

  async widen(id: string, exemptions: readonly Exemption[]): Promise<void> {
    await this.#database
      .updateTable('measure_releases')
      .set({ exemptions: JSON.stringify(exemptions) })
      .where('id', '=', id)
      .execute()
  }

  async prove(id: string, receipt: ReleaseReceipt): Promise<void> {
    await this.#database
      .updateTable('measure_releases')
      .set({ receipt: JSON.stringify(receipt) })
      .where('id', '=', id)
      .execute()
  }

  /** Throws `ReleaseError` RELEASE_NOT_FOUND when it does not stand. */
  async end(id: string, atMs: number, by: string, reason: string): Promise<void> {
    const { numUpdatedRows } = await this.#database
      .updateTable('measure_releases')
      .set({ ended_at: new Date(atMs), ended_by: by, ended_reason: reason })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new ReleaseError('RELEASE_NOT_FOUND', 'no such release stands')
  }

  async standing(): Promise<StoredRelease[]> {
    const rows = await this.#rows().where('ended_at', 'is', null).execute()
    return rows.map(releaseOf)
  }

  /** Newest first. @param subjects of these only, as they were written down */
  async latest(countMax: number, subjects?: readonly string[]): Promise<StoredRelease[]> {
    const rows = await this.#rows()
      .$if(subjects !== undefined, (query) => query.where('subject', 'in', subjects!))
      .orderBy('requested_at', 'desc')
      .limit(countMax)
      .execute()
    return rows.map(releaseOf)
  }

  async lift(id: string, lift: Lift): Promise<void> {
    await this.#database
      .insertInto('measure_lifts')
      .values({
        id,
        lifted_at: new Date(lift.liftedAtMs),
        lifted_by: lift.liftedBy,
        reason: lift.reason,
        resumed_at: null,
        resumed_by: null,
        resumed_reason: null,
      })
      .execute()
  }

  async resume(atMs: number, by: string, reason: string): Promise<void> {
    await this.#database
      .updateTable('measure_lifts')
      .set({ resumed_at: new Date(atMs), resumed_by: by, resumed_reason: reason })
      .where('resumed_at', 'is', null)
      .execute()
  }

  /** The one that holds now. */
  async standingLift(): Promise<Lift | undefined> {
    const row = await this.#database
      .selectFrom('measure_lifts')
      .selectAll()
      .where('resumed_at', 'is', null)
      .orderBy('lifted_at')
      .limit(1)
      .executeTakeFirst()
    return (
      row && { liftedAtMs: row.lifted_at.getTime(), liftedBy: row.lifted_by, reason: row.reason }
    )
  }

  #rows() {
    return this.#database.selectFrom('measure_releases').selectAll()
  }
}

function releaseOf(row: {
  id: string
  subject: string
  cause: string
  requested_at: Date
  requested_by: string
  reason: string
  exemptions: readonly Exemption[]
  receipt: ReleaseReceipt | null
  ended_at: Date | null
}): StoredRelease {
  return {
    id: row.id,
    subject: row.subject,
    cause: row.cause as ReleaseCause,
    requestedAtMs: row.requested_at.getTime(),
    requestedBy: row.requested_by,
    reason: row.reason,
    exemptions: row.exemptions,
    receipt: row.receipt,
    endedAtMs: row.ended_at?.getTime() ?? null,
  }
}

/** Who decided, and why. Throws `ReleaseError` RELEASE_UNSIGNED. */
export function signed(
  by: string,
  reason: string,
): { readonly by: string; readonly reason: string } {
  const texts = { by: plainText(by), reason: plainText(reason) }
  if (texts.by === '' || texts.reason === '' || texts.reason.length > TEXT_LENGTH_MAX)
    throw new ReleaseError('RELEASE_UNSIGNED', 'a decision has a person and a reason')
  return texts
}
