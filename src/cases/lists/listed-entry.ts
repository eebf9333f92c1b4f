import type { EndpointKind } from '../../core/endpoint-kind.ts'

/** What one line, row, indicator or attribute of a list says, in our words. Instants in epoch milliseconds. */
export type ListedEntry = {
  /** Part of the list that is replaced as a whole, such as one MISP event; '' where there are none. */
  readonly part: string
  /** Canonical prefix; a single address is a host prefix (`192.0.2.1/32`). */
  readonly network: string
  /** IANA keyword; null: the list does not say. */
  readonly protocol: string | null
  readonly port: number | null
  readonly kind: EndpointKind
  /** The list's own words (family, threat type), shortened. */
  readonly tag: string | null
  /** Why it is known to be good; of a reputation list, nothing. */
  readonly reason: string | null
  /** null: listed at the time of the import. */
  readonly firstListedAtMs: number | null
  /** When somebody upstream last saw it alive, where the list says so. */
  readonly lastVerifiedAtMs: number | null
  /** null: still listed. */
  readonly lastRemovedAtMs: number | null
  /** The list's own end of validity. */
  readonly endsAtMs: number | null
  /** Line of a text, or the position of the object in a document, from 1. */
  readonly line: number
}

/** Why a line could not be understood. */
export type BadLineReason =
  | 'ADDRESS_INVALID'
  | 'PORT_INVALID'
  | 'PROTOCOL_INVALID'
  | 'DATE_INVALID'
  | 'FIELD_COUNT'
  | 'NOT_AN_OBJECT'
  | 'PATTERN_INVALID'

/** Why a line that was understood is of no use here. */
export type SkipReason =
  /** A host name: only addresses are in flow records. */
  | 'hostname'
  /** A web address names one page, not a server. */
  | 'url'
  /** Hashes, mail addresses and the like. */
  | 'other-type'
  /** An address known only as a source is never a candidate. */
  | 'source-only'
  /** The publisher says that it is not for detection. */
  | 'not-for-detection'
  /** Private, loopback, multicast or otherwise reserved. */
  | 'reserved'
  /** So many addresses say nothing about one of them. */
  | 'too-broad'
  /** One of our own subscribers: it may not leave the flow side (ARCHITECTURE). */
  | 'own-subscriber'
  /** Taken back by its publisher before we ever had it. */
  | 'withdrawn'
  /** A pattern that says more than we can keep; part of it would be another statement. */
  | 'pattern-unsupported'

export type BadLine = { readonly line: number; readonly reason: BadLineReason }

/** A whole document, read. */
export type ParsedList = {
  readonly entries: readonly ListedEntry[]
  /** Lines, rows or objects that were looked at. */
  readonly lineCount: number
  readonly badLineCount: number
  /** The first few. */
  readonly badLines: readonly BadLine[]
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
  /** null: the document is the whole list; else only these parts of it were read again. */
  readonly parts: readonly string[] | null
}
