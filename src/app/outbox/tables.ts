import type { ReceiptProbe } from '../../gate/warning/receipt.ts'

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

/** What the hub is told of a release here. */
export type OutboxReceiptsTable = {
  release_id: string
  warning_id: string
  version: number
  lifted_at: Date | null
  probe: ReceiptProbe
  planes: number
  proved_at: Date
  /** When the hub answered; null while it has not. */
  settled_at: Date | null
  refusal: string | null
}

export type OutboxTables = { outbox: OutboxTable; outbox_receipts: OutboxReceiptsTable }
