/** What was passed on of each case, and what came of it. What is to be passed on is in the registry alone. */
export type OutboxTable = {
  warning_id: string
  /** The registry's version that was settled: taken, or refused. 0 while the first one is under way. */
  settled_version: number
  /** Under which version the hub was told last; it may run ahead of a registry from a backup. */
  sent_version: number
  /** The hub's code, or our own lint's, where the settled version was refused. */
  refusal: string | null
  changed_at: Date
  /** What the case is at present by the hub's word and not by ours. */
  ruled: Ruled | null
}

export type Ruled = 'disputed' | 'released'

export type OutboxTables = { outbox: OutboxTable }
