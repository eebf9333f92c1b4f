import { createHash } from 'node:crypto'
import { HOUR_MS } from '../../../core/time-span.ts'
import { WarningError } from '../errors.ts'
import { type LintPolicy, lintWarning } from '../lint.ts'
import { assertMayFollow } from '../succession.ts'
import { isWithdrawn, type Warning } from '../warning.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Envelope, verifyEnvelope } from './envelope.ts'
import { TrustError } from './errors.ts'
import {
  assertFor,
  HEAD_LASTS_MS_MAX,
  type HeadDocument,
  LIST_OCTETS_MAX,
  type ListDocument,
  octetsOf,
  readHead,
  readListDocument,
} from './list-document.ts'
import { followRoot, isRekeyed, type RootDocument } from './root.ts'

/** What a member believes of a hub, and has to remember over every restart. */
export type Trusted = {
  readonly view: string
  readonly root: RootDocument
  /** The newest head that was seen: versions below it are the past. */
  readonly head: { readonly version: number; readonly hash: string } | null
  /** The document at which the list stands. */
  readonly list: { readonly version: number; readonly hash: string } | null
  readonly warnings: ReadonlyMap<string, Warning>
}

/** What a hub, or whoever stands between, sent. Texts of envelopes, oldest first. */
export type Offer = {
  readonly roots: readonly string[]
  readonly head: string
  readonly documents: readonly string[]
}

/** A hub that changes a hundred warnings a second needs a day for it. */
const LEAP_MAX = 10_000_000
/** How far clocks of hub and member may differ before a lease seems to begin in the future. */
const AHEAD_MS_MAX = HOUR_MS

/**
 * What is believed after an offer. All of it is verified before any of it counts; whatever is wrong throws a
 * `TrustError` or `WarningError` and leaves what was believed as it was. Reads no clock, network or file.
 */
export function follow(trusted: Trusted, offer: Offer, nowMs: number, policy: LintPolicy): Trusted {
  const rooted = followRoots(trusted, offer.roots, nowMs)
  const head = verifyHead(rooted, offer.head, nowMs)
  const seen = { version: head.version, hash: head.list.hash }
  if (rooted.list?.hash === head.list.hash) return { ...rooted, head: seen }
  if (offer.documents.length === 0)
    throw new TrustError('LIST_WITHHELD', 'the head names a list that was not sent')
  const listed = followDocuments(rooted, offer.documents, head, nowMs, policy)
  return { ...listed, head: seen }
}

/** A head whose keys changed may have been signed by a thief: the versions it left behind bind nobody. */
function followRoots(trusted: Trusted, texts: readonly string[], nowMs: number): Trusted {
  const root = texts.reduce((held, text) => followRoot(held, text).signed, trusted.root)
  if (Date.parse(root.expiresAt) <= nowMs)
    throw new TrustError('ROOT_EXPIRED', `root ${root.version} ran out at ${root.expiresAt}`)
  const isNew = (role: 'head' | 'list') => isRekeyed(trusted.root, root, role)
  if (!isNew('head') && !isNew('list')) return { ...trusted, root }
  // What was withdrawn stays so, under whatever key: wrongly lifting is repaired by publishing anew.
  const withdrawn = [...trusted.warnings.values()].filter(isWithdrawn)
  const warnings = new Map(withdrawn.map((warning) => [warning.id, { ...warning, version: 0 }]))
  return { ...trusted, root, head: null, list: null, warnings }
}

function verifyHead(trusted: Trusted, text: string, nowMs: number): HeadDocument {
  const envelope = readHead(text)
  verifyEnvelope(envelope, trusted.root.roles.head)
  const head = envelope.signed
  assertFor(head, { hub: trusted.root.hub, view: trusted.view })
  const held = trusted.head
  if (held && head.version < held.version)
    throw new TrustError('HEAD_ROLLED_BACK', `head ${head.version} after head ${held.version}`)
  if (held?.version === head.version && held.hash !== head.list.hash)
    throw new TrustError('HEAD_FORKED', `two lists under version ${head.version}`)
  if (held && head.version > held.version + LEAP_MAX)
    throw new TrustError('VERSION_LEAPED', `head ${head.version} after head ${held.version}`)
  const expiresMs = Date.parse(head.expiresAt)
  if (expiresMs <= nowMs)
    throw new TrustError('HEAD_EXPIRED', `the newest head ran out at ${head.expiresAt}`)
  if (expiresMs > nowMs + HEAD_LASTS_MS_MAX)
    throw new TrustError('HEAD_LASTS_TOO_LONG', `a head that holds until ${head.expiresAt}`)
  return head
}

function followDocuments(
  trusted: Trusted,
  texts: readonly string[],
  head: HeadDocument,
  nowMs: number,
  policy: LintPolicy,
): Trusted {
  const warnings = new Map(trusted.warnings)
  let list = trusted.list
  for (const text of texts) {
    const envelope = readListDocument(text, LIST_OCTETS_MAX)
    const { version, hash } = verifyDocument(trusted, envelope, list, head, nowMs)
    apply(warnings, envelope.signed, nowMs, policy)
    list = { version, hash }
  }
  if (list?.hash !== head.list.hash || list.version !== head.version)
    throw new TrustError('LIST_MIXED', 'what was sent does not end at what the head names')
  return { ...trusted, list, warnings }
}

function verifyDocument(
  trusted: Trusted,
  envelope: Envelope<ListDocument>,
  list: Trusted['list'],
  head: HeadDocument,
  nowMs: number,
): { readonly version: number; readonly hash: string } {
  const document = envelope.signed
  verifyEnvelope(envelope, trusted.root.roles.list)
  assertFor(document, { hub: trusted.root.hub, view: trusted.view })
  if (list && document.version < list.version)
    throw new TrustError('LIST_ROLLED_BACK', `list ${document.version} after ${list.version}`)
  if (document.version > head.version)
    throw new TrustError('LIST_MIXED', 'a document that is newer than the head')
  if (document.type === 'delta' && !continues(document.base, list, document.version))
    throw new TrustError('LIST_DISCONTINUED', 'the delta does not begin where this list stands')
  if (Date.parse(document.expiresAt) <= nowMs)
    throw new TrustError('LIST_EXPIRED', `the document ran out at ${document.expiresAt}`)
  const octets = octetsOf(document)
  const hash = createHash('sha256').update(octets).digest('hex')
  if (hash === head.list.hash && octets.length !== head.list.octets)
    throw new TrustError('LIST_MIXED', 'the document is not as long as the head says')
  return { version: document.version, hash }
}

function continues(
  base: { readonly version: number; readonly hash: string },
  list: Trusted['list'],
  version: number,
): boolean {
  return (
    list !== null &&
    base.hash === list.hash &&
    base.version === list.version &&
    version > base.version
  )
}

function apply(
  warnings: Map<string, Warning>,
  document: ListDocument,
  nowMs: number,
  policy: LintPolicy,
): void {
  const told = document.type === 'delta' ? document.changes : document.warnings
  const listed = new Set<string>()
  for (const value of told) {
    const warning = lintWarning(value, policy)
    if (Date.parse(warning.validFrom) > nowMs + AHEAD_MS_MAX)
      throw new WarningError('WARNING_LEASE_INVALID', 'the lease begins in the future')
    const held = warnings.get(warning.id)
    if (!held || canonicalJson(held) !== canonicalJson(warning)) assertMayFollow(held, warning)
    warnings.set(warning.id, warning)
    listed.add(warning.id)
  }
  if (document.type === 'delta') return
  // A snapshot is the whole list. Only what was withdrawn is remembered beyond it, until its lease is over.
  for (const [id, held] of warnings) {
    const isRemembered = isWithdrawn(held) && Date.parse(held.validUntil) > nowMs
    if (!listed.has(id) && !isRemembered) warnings.delete(id)
  }
}
