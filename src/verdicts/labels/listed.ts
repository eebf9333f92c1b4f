/**
 * What the ledger needs to know of lists. Structural, and without the wing that keeps them: a label is a
 * weighted, dated statement of somebody else, and this room only weighs it.
 */
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'

/** A list, as a person stated it and as it was last seen. */
export type LabelSource = {
  readonly name: string
  /** Lists with one origin are one voice, by a person's statement; null: nobody said so. */
  readonly origin: string | null
  /** 0 to 1. */
  readonly reliability: number
  readonly halfLifeDays: number
  /** Whether being listed means that its publisher saw it alive; else a listing is as old as its first day. */
  readonly isVerifying: boolean
  /** Newest instant at which what is not removed was known to be listed. */
  readonly listedUntilMs: number
}

/** Whether a statement that may name a port and a protocol is about an endpoint of its address. */
export const isAbout = (
  { port, protocol }: Pick<LabelEntry, 'port' | 'protocol'>,
  endpoint: Pick<ServiceEndpoint, 'port' | 'protocol'>,
): boolean =>
  (port === null || port === endpoint.port) && (protocol === null || protocol === endpoint.protocol)

/** One stay of one address, with or without a port, on one list. Instants in epoch milliseconds. */
export type LabelEntry = {
  readonly source: string
  /** Canonical address. Prefixes label nothing: they are left out before. */
  readonly address: string
  /** null: the list names the address only. */
  readonly port: number | null
  /** IANA keyword; null: any. */
  readonly protocol: string | null
  readonly kind: EndpointKind
  readonly firstListedAtMs: number
  readonly lastVerifiedAtMs: number | null
  /** null: still listed. */
  readonly lastRemovedAtMs: number | null
  readonly endsAtMs: number | null
}
