import { parseCheckpoint, signCheckpoint } from '../log/checkpoint.ts'
import { entryOf, SALT_OCTETS } from '../log/commitment.ts'
import type { Confirm } from '../log/confirm.ts'
import { MerkleLog } from '../log/merkle-log.ts'
import { NOTE_TYPES, type NoteKey, parseNote } from '../log/note.ts'
import { formatProof } from '../log/offline-proof.ts'
import type { TileStore } from '../log/tile-store.ts'
import { WitnessCollector, type WitnessLine, type WitnessState } from '../log/witness-client.ts'
import type { SigningKey } from '../warning/trust/signing-key.ts'
import type { Warning } from '../warning/warning.ts'
import { addHubEvent, type HubContext, type HubDatabase } from './context.ts'
import { drawNumbers } from './counters.ts'
import { OneAtATime } from './one-at-a-time.ts'

const CHECKPOINT = 'checkpoint'
/** The newest checkpoint that was confirmed in each way, and the confirmation beside it. */
export const CONFIRMATIONS = {
  stamp: { of: 'stamped/checkpoint', by: 'stamped/checkpoint.tsr' },
  seal: { of: 'sealed/checkpoint', by: 'sealed/checkpoint.jws' },
} as const
export type Confirmation = keyof typeof CONFIRMATIONS
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
  readonly #witnesses: WitnessCollector
  readonly #turn = new OneAtATime()
  /** What is served: the newest that was shown to the witnesses, whether or not they answered. */
  #published: string | undefined

  /** @param size of the newest signed checkpoint; 0 for a new log */
  constructor(
    context: HubContext,
    store: TileStore,
    log: {
      readonly origin: string
      readonly key: SigningKey
      readonly size: number
      readonly witnesses: readonly WitnessLine[]
    },
  ) {
    this.#context = context
    this.#store = store
    this.#origin = log.origin
    this.#key = log.key
    this.#log = new MerkleLog(store, log.size)
    this.#witnesses = new WitnessCollector(
      log.witnesses,
      (oldSize, size) => this.#log.consistencyProof(oldSize, size),
      context.clock,
    )
    this.#published = this.#newest()
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

  /** By which members know the log. */
  get key(): NoteKey {
    return { name: this.#origin, type: NOTE_TYPES.signature, key: this.#key.publicKey }
  }

  get witnesses(): readonly WitnessState[] {
    return this.#witnesses.states
  }

  /** After the transaction: the tree grows, a checkpoint of it is signed, and those who watch have seen it. */
  flush(): Promise<void> {
    return this.#turn.run(async () => {
      await this.#grow()
      if (this.#newest() !== this.#published) await this.#show()
    })
  }

  /** A witness that was away is shown what it missed; nothing is asked of those who have seen it. */
  async catchUpWitnesses(): Promise<void> {
    const isBehind = this.#witnesses.states.some(({ size }) => size !== this.#log.size)
    if (isBehind) await this.refreshWitnesses()
  }

  /** Has the checkpoint seen anew: members ask for a word of this day, also when nothing happens. */
  async refreshWitnesses(): Promise<void> {
    if (this.#witnesses.states.length > 0) await this.#turn.run(() => this.#show())
  }

  /** In its turn: a checkpoint that comes back late must not be written over a newer one. */
  async #show(): Promise<void> {
    const witnessed = await this.#witnesses.collect(this.#newest()!)
    this.#store.write(CHECKPOINT, Buffer.from(witnessed))
    this.#published = witnessed
  }

  async #grow(): Promise<void> {
    for (;;) {
      const rows = await this.#context.db
        .selectFrom('hub_log')
        .select('entry')
        .where('position', '>=', this.#log.size)
        .orderBy('position')
        .limit(BATCH)
        .execute()
      if (rows.length > 0) this.#log.append(rows.map(({ entry }) => Buffer.from(entry)))
      if (rows.length > 0 || !this.#newest()) this.#sign()
      if (rows.length < BATCH) return
    }
  }

  /** As it is served; `undefined` before the first flush. */
  checkpoint(): string | undefined {
    return this.#published
  }

  #newest(): string | undefined {
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
  async confirm(kind: Confirmation, confirm: Confirm): Promise<void> {
    const place = CONFIRMATIONS[kind]
    const checkpoint = this.#store.read(CHECKPOINT)
    const confirmed = this.#store.read(place.of)
    if (!checkpoint || (confirmed && Buffer.compare(checkpoint, confirmed) === 0)) return
    const confirmation = await confirm(checkpoint)
    // The checkpoint last: only with it is the pair taken for whole.
    this.#store.write(place.by, confirmation)
    this.#store.write(place.of, checkpoint)
  }

  consistencyProof(oldSize: number, size: number): Buffer[] {
    return this.#log.consistencyProof(oldSize, size)
  }

  /** Proof files for everything that was ever said of an endpoint and is not forgotten, oldest first. */
  async proofs(warningId: string): Promise<string[]> {
    const checkpoint = this.checkpoint()
    if (!checkpoint) return []
    const { size } = parseCheckpoint(parseNote(checkpoint).text)
    const rows = await this.#context.db
      .selectFrom('hub_log')
      .select(['position', 'salt', 'statement'])
      .where('warning_id', '=', warningId)
      .where('position', '<', size)
      .orderBy('position')
      .execute()
    return rows.flatMap(({ position, salt, statement }) =>
      salt === null || statement === null
        ? []
        : [
            formatProof({
              opening: { salt: Buffer.from(salt, 'base64'), statement },
              index: position,
              path: this.#log.inclusionProof(position, size),
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
