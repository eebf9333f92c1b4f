import { signCheckpoint } from '../log/checkpoint.ts'
import { entryOf, SALT_OCTETS } from '../log/commitment.ts'
import { MerkleLog } from '../log/merkle-log.ts'
import { formatProof } from '../log/offline-proof.ts'
import type { TileStore } from '../log/tile-store.ts'
import type { Confirm } from '../log/time-stamp.ts'
import type { SigningKey } from '../warning/trust/signing-key.ts'
import type { Warning } from '../warning/warning.ts'
import { addHubEvent, type HubContext, type HubDatabase } from './context.ts'
import { drawNumbers } from './counters.ts'

const CHECKPOINT = 'checkpoint'
/** The newest checkpoint that somebody else has confirmed, and the confirmation. */
export const STAMPED = 'stamped/checkpoint'
export const STAMP = 'stamped/checkpoint.tsr'
const BATCH = 5_000

/**
 * Brings every word of the hub into its transparency log. The database is first: entries get their places in
 * the transaction that makes the change, and reach the tree afterwards, also after a crash in between.
 */
export class LogKeeper {
  readonly #context: HubContext
  readonly #store: TileStore
  readonly #origin: string
  readonly #key: SigningKey
  readonly #log: MerkleLog

  /** @param size of the newest signed checkpoint; 0 for a new log */
  constructor(
    context: HubContext,
    store: TileStore,
    log: { readonly origin: string; readonly key: SigningKey; readonly size: number },
  ) {
    this.#context = context
    this.#store = store
    this.#origin = log.origin
    this.#key = log.key
    this.#log = new MerkleLog(store, log.size)
  }

  /** Entries that a signed checkpoint covers. */
  get size(): number {
    return this.#log.size
  }

  /** In the transaction of the change. */
  async commit(db: HubDatabase, statements: readonly Warning[]): Promise<void> {
    if (statements.length === 0) return
    const first = await drawNumbers(db, 'log_size', statements.length)
    const statedAt = new Date(this.#context.clock.nowMs())
    const rows = statements.map((statement, index) => {
      const salt = this.#context.draw(SALT_OCTETS)
      return {
        // Places are counted from zero.
        position: first + index - 1,
        entry: entryOf({ salt, statement }).toString(),
        warning_id: statement.id,
        salt: Buffer.from(salt).toString('base64'),
        statement: JSON.stringify(statement),
        stated_at: statedAt,
      }
    })
    await db.insertInto('hub_log').values(rows).execute()
  }

  /** After the transaction: the tree grows and a checkpoint of it is signed. */
  async flush(): Promise<void> {
    for (;;) {
      const rows = await this.#context.db
        .selectFrom('hub_log')
        .select('entry')
        .where('position', '>=', this.#log.size)
        .orderBy('position')
        .limit(BATCH)
        .execute()
      if (rows.length > 0) this.#log.append(rows.map(({ entry }) => Buffer.from(entry)))
      if (rows.length > 0 || !this.checkpoint()) this.#sign()
      if (rows.length < BATCH) return
    }
  }

  /** As it is served; `undefined` before the first flush. */
  checkpoint(): string | undefined {
    const octets = this.#store.read(CHECKPOINT)
    return octets && Buffer.from(octets).toString('utf8')
  }

  /** A tile as it is served. */
  tile(path: string): Uint8Array | undefined {
    return this.#store.read(path)
  }

  /**
   * Has the newest checkpoint confirmed, if it is not yet. A crash between the two files leaves a stamp that does
   * not verify, and the next hour mends it.
   */
  async stamp(confirm: Confirm): Promise<void> {
    const checkpoint = this.#store.read(CHECKPOINT)
    const stamped = this.#store.read(STAMPED)
    if (!checkpoint || (stamped && Buffer.compare(checkpoint, stamped) === 0)) return
    const confirmation = await confirm(checkpoint)
    // The checkpoint last: only with it is the pair taken for whole.
    this.#store.write(STAMP, confirmation)
    this.#store.write(STAMPED, checkpoint)
  }

  consistencyProof(oldSize: number, size: number): Buffer[] {
    return this.#log.consistencyProof(oldSize, size)
  }

  /** Proof files for everything that was ever said of an endpoint and is not forgotten, oldest first. */
  async proofs(warningId: string): Promise<string[]> {
    const checkpoint = this.checkpoint()
    if (!checkpoint) return []
    const rows = await this.#context.db
      .selectFrom('hub_log')
      .select(['position', 'salt', 'statement'])
      .where('warning_id', '=', warningId)
      .where('position', '<', this.#log.size)
      .orderBy('position')
      .execute()
    return rows.flatMap(({ position, salt, statement }) =>
      salt === null || statement === null
        ? []
        : [
            formatProof({
              opening: { salt: Buffer.from(salt, 'base64'), statement },
              index: position,
              path: this.#log.inclusionProof(position),
              checkpoint,
            }),
          ],
    )
  }

  /** Deletes what the entries of an endpoint say. The tree stays as it is, and says nothing any more. */
  async forget(warningId: string, actor: string): Promise<number> {
    const { db, clock } = this.#context
    const { numUpdatedRows } = await db
      .updateTable('hub_log')
      .set({ warning_id: null, salt: null, statement: null })
      .where('warning_id', '=', warningId)
      .executeTakeFirst()
    const count = Number(numUpdatedRows)
    const at = new Date(clock.nowMs())
    // Not which endpoint: the record of forgetting must not be what remembers.
    await addHubEvent(db, {
      at,
      actor,
      kind: 'log-forgotten',
      memberId: null,
      details: { entries: count },
    })
    return count
  }

  #sign(): void {
    const { size } = this.#log
    const text = signCheckpoint({ origin: this.#origin, size, root: this.#log.root() }, this.#key)
    this.#store.write(CHECKPOINT, Buffer.from(text))
  }
}
