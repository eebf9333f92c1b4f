import { createHash } from 'node:crypto'
import type { Warning } from '../warning.ts'
import { canonicalJson } from './canonical-json.ts'
import { signEnvelope, writeEnvelope } from './envelope.ts'
import {
  type DeltaDocument,
  HEAD_LASTS_MS,
  type HeadDocument,
  LIST_LASTS_MS,
  type ListDocument,
  type SnapshotDocument,
} from './list-document.ts'
import type { RootDocument } from './root.ts'
import { instantOf } from './shape.ts'
import type { SigningKey } from './signing-key.ts'

/** Whose documents these are, and for whom. */
export type Addressed = { readonly hub: string; readonly view: string }

/** A signed document as it is sent, and what the head will say of it. */
export type Issued = {
  readonly text: string
  readonly version: number
  readonly hash: string
  readonly octets: number
}

export function issueSnapshot(
  { hub, view }: Addressed,
  version: number,
  warnings: readonly Warning[],
  key: SigningKey,
  nowMs: number,
): Issued {
  const expiresAt = instantOf(nowMs + LIST_LASTS_MS)
  const document: SnapshotDocument = { type: 'snapshot', hub, view, version, expiresAt, warnings }
  return issue(document, key)
}

/** @param base the document that the receiver stands at */
export function issueDelta(
  { hub, view }: Addressed,
  version: number,
  base: { readonly version: number; readonly hash: string },
  changes: readonly Warning[],
  key: SigningKey,
  nowMs: number,
): Issued {
  const expiresAt = instantOf(nowMs + LIST_LASTS_MS)
  const { version: baseVersion, hash } = base
  const document: DeltaDocument = {
    type: 'delta',
    hub,
    view,
    version,
    expiresAt,
    base: { version: baseVersion, hash },
    changes,
  }
  return issue(document, key)
}

export function issueHead(
  { hub, view }: Addressed,
  list: Pick<Issued, 'version' | 'hash' | 'octets'>,
  key: SigningKey,
  nowMs: number,
): string {
  const { version, hash, octets } = list
  const expiresAt = instantOf(nowMs + HEAD_LASTS_MS)
  const head: HeadDocument = { type: 'head', hub, view, version, expiresAt, list: { hash, octets } }
  return writeEnvelope(signEnvelope(head, [key]))
}

/** @param keys a threshold of the root before, and one of this root */
export function issueRoot(root: RootDocument, keys: readonly SigningKey[]): string {
  return writeEnvelope(signEnvelope(root, keys))
}

/** A whole list has 27 MB: its canonical text is made once, and hashed, signed and sent. */
function issue(document: ListDocument, key: SigningKey): Issued {
  const signed = canonicalJson(document)
  const octets = Buffer.from(signed)
  const signature = { keyid: key.id, sig: key.sign(octets).toString('base64url') }
  return {
    text: `{"signatures":[${canonicalJson(signature)}],"signed":${signed}}`,
    version: document.version,
    hash: createHash('sha256').update(octets).digest('hex'),
    octets: octets.length,
  }
}
