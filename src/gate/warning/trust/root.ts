import { type Envelope, type RoleKeys, readEnvelope, verifyEnvelope } from './envelope.ts'
import { TrustError } from './errors.ts'
import { isExactly, isInstant, isName, isVersion, readShape } from './shape.ts'
import { keyIdOf, type PublicKey, publicKeyOctets } from './signing-key.ts'

/** `root` signs its own successor; `list` what is warned of; `head` which list is the newest. */
export const TRUST_ROLES = ['root', 'list', 'head'] as const
export type TrustRole = (typeof TRUST_ROLES)[number]

/** Where trust in a hub begins: handed over once by a way that is trusted, then followed version by version. */
export type RootDocument = {
  readonly type: 'root'
  /** The hub's name, like `hub.example.jp`: in every document, so that none of another hub passes. */
  readonly hub: string
  readonly version: number
  readonly expiresAt: string
  readonly roles: Readonly<Record<TrustRole, RoleKeys>>
}

export const ROOT_OCTETS_MAX = 65_536
const KEY_COUNT_MAX = 16

export function readRoot(text: string): Envelope<RootDocument> {
  const { signed, signatures } = readEnvelope(text, ROOT_OCTETS_MAX)
  const root = readShape<RootDocument>(
    signed,
    {
      type: isExactly('root'),
      hub: isName,
      version: isVersion,
      expiresAt: isInstant,
      roles: areRoles,
    },
    'root',
  )
  return { signed: root, signatures }
}

/** The first root: believed because of how it came, and only if it is sound and agrees with itself. */
export function trustFirstRoot(text: string): Envelope<RootDocument> {
  const root = readRoot(text)
  verifyEnvelope(root, root.signed.roles.root)
  return root
}

/** The next root: signed by a threshold of the old keys and by one of the new. Throws `TrustError`. */
export function followRoot(held: RootDocument, text: string): Envelope<RootDocument> {
  const next = readRoot(text)
  if (next.signed.hub !== held.hub)
    throw new TrustError('DOCUMENT_FOREIGN', 'the root is of another hub')
  // Before the version: an unsigned document must not be able to tell us anything.
  verifyEnvelope(next, held.roles.root)
  verifyEnvelope(next, next.signed.roles.root)
  if (next.signed.version !== held.version + 1)
    throw new TrustError(
      'ROOT_VERSION_WRONG',
      `root ${next.signed.version} does not follow root ${held.version}`,
    )
  return next
}

/** Whether the keys of a role changed, in whatever order they are named. */
export function isRekeyed(before: RootDocument, after: RootDocument, role: TrustRole): boolean {
  const ids = (root: RootDocument) => root.roles[role].keys.map(keyIdOf).sort().join()
  return ids(before) !== ids(after)
}

function areRoles(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const roles = value as Record<string, unknown>
  return (
    Object.keys(roles).length === TRUST_ROLES.length &&
    TRUST_ROLES.every((role) => isRole(roles[role]))
  )
}

function isRole(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false
  const { keys, threshold } = value as Partial<RoleKeys>
  if (!Array.isArray(keys) || keys.length < 1 || keys.length > KEY_COUNT_MAX) return false
  if (!isVersion(threshold) || Number(threshold) > keys.length) return false
  if (!keys.every((key) => isKey(key))) return false
  // The same key twice would make a threshold of two out of one person.
  return new Set(keys.map(keyIdOf)).size === keys.length
}

function isKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false
  const key = value as PublicKey
  return typeof key.public === 'string' && publicKeyOctets(key) !== undefined
}
