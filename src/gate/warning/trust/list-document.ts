import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import type { Warning } from '../warning.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import { TrustError } from './errors.ts'
import { isCount, isExactly, isHash, isInstant, isName, isVersion, readShape } from './shape.ts'

type ForView = {
  readonly hub: string
  /** For whom: a member's id. Every member has its own path of documents. */
  readonly view: string
  readonly version: number
  readonly expiresAt: string
}

/** Says which list is the newest, and runs out soon, so that nobody can be kept in the past. */
export type HeadDocument = ForView & {
  readonly type: 'head'
  readonly list: { readonly hash: string; readonly octets: number }
}

/** The whole list. What was withdrawn is in it as such until its lease would have run out. */
export type SnapshotDocument = ForView & {
  readonly type: 'snapshot'
  readonly warnings: readonly Warning[]
}

/** What changed since the document whose hash it names: each warning as it is now. */
export type DeltaDocument = ForView & {
  readonly type: 'delta'
  readonly base: { readonly version: number; readonly hash: string }
  readonly changes: readonly Warning[]
}

export type ListDocument = SnapshotDocument | DeltaDocument

export const HEAD_OCTETS_MAX = 16_384
/** 100,000 warnings have 35 MB. Beyond this a hub needs another form, and a member's memory protection. */
export const LIST_OCTETS_MAX = 256 * 1024 * 1024
export const HEAD_LASTS_MS = HOUR_MS
/** No head is believed for longer, whoever signed it. */
export const HEAD_LASTS_MS_MAX = DAY_MS
export const LIST_LASTS_MS = 7 * DAY_MS

const FOR_VIEW = { hub: isName, view: isName, version: isVersion, expiresAt: isInstant }

export function readHead(text: string): Envelope<HeadDocument> {
  const { signed, signatures } = readEnvelope(text, HEAD_OCTETS_MAX)
  const head = readShape<HeadDocument>(
    signed,
    { ...FOR_VIEW, type: isExactly('head'), list: isListReference },
    'head',
  )
  return { signed: head, signatures }
}

/** The warnings in it are not looked at yet: what is not known to be signed is not worth reading. */
export function readListDocument(
  text: string,
  octetCountMax: number = LIST_OCTETS_MAX,
): Envelope<ListDocument> {
  const { signed, signatures } = readEnvelope(text, octetCountMax)
  const document =
    (signed as { readonly type?: unknown }).type === 'delta'
      ? readShape<DeltaDocument>(
          signed,
          { ...FOR_VIEW, type: isExactly('delta'), base: isBase, changes: Array.isArray },
          'delta',
        )
      : readShape<SnapshotDocument>(
          signed,
          { ...FOR_VIEW, type: isExactly('snapshot'), warnings: Array.isArray },
          'snapshot',
        )
  return { signed: document, signatures }
}

/** The octets of a document as the head counts and hashes them. */
export const octetsOf = (document: ListDocument): Buffer => Buffer.from(canonicalJson(document))

/** Throws DOCUMENT_FOREIGN. */
export function assertFor({ hub, view }: ForView, expected: { hub: string; view: string }): void {
  if (hub !== expected.hub || view !== expected.view)
    throw new TrustError('DOCUMENT_FOREIGN', 'the document is of another hub or for another member')
}

function isListReference(value: unknown): boolean {
  const { hash, octets } = (value ?? {}) as Record<string, unknown>
  return isHash(hash) && isCount(octets) && Object.keys(value as object).length === 2
}

function isBase(value: unknown): boolean {
  const { version, hash } = (value ?? {}) as Record<string, unknown>
  return isVersion(version) && isHash(hash) && Object.keys(value as object).length === 2
}
