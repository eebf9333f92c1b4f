/**
 * Deletions in the audit: `begun` before, `deleted` after, so that a process that dies in between has
 * neither deleted without a record nor recorded what did not happen. What was begun and has no outcome
 * is settled by looking at what is held (`FlowStore.dropBefore`).
 */
export type Deletion = { readonly table: string; readonly day: string; readonly records: number }

export type DeletionOutcome = 'begun' | 'deleted' | 'not deleted'

const SUBJECT = /^(\w+): day (\d{8}), (\d+) records, (begun|deleted|not deleted)$/

export function deletionSubject(
  { table, day, records }: Deletion,
  outcome: DeletionOutcome,
): string {
  return `${table}: day ${day}, ${records} records, ${outcome}`
}

/** The deletions that were begun and not settled, as the entries of an audit tell them. */
export class OpenDeletions {
  readonly #open = new Map<string, Deletion>()

  /** Takes in one entry; of no interest unless it is of a deletion. */
  note({ kind, subject }: { readonly kind: string; readonly subject: string }): void {
    const found = kind === 'deletion' ? SUBJECT.exec(subject) : null
    if (!found) return
    const [, table = '', day = '', records = '', outcome] = found
    const key = `${table} ${day}`
    if (outcome === 'begun') this.#open.set(key, { table, day, records: Number(records) })
    else this.#open.delete(key)
  }

  of(table: string): Deletion[] {
    return [...this.#open.values()].filter((deletion) => deletion.table === table)
  }

  get all(): Deletion[] {
    return [...this.#open.values()]
  }
}
