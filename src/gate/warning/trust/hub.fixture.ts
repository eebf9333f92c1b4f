import type { Warning } from '../warning.ts'
import type { Trusted } from './follow.ts'
import { type Issued, issueDelta, issueHead, issueRoot, issueSnapshot } from './issue.ts'
import { type RootDocument, trustFirstRoot } from './root.ts'
import { instantOf } from './shape.ts'
import { SigningKey } from './signing-key.ts'

export const keyOf = (number: number): SigningKey => new SigningKey(Buffer.alloc(32, number))

/** Keys by number: 1, 2, 3 root; 10 list; 20 head. What an attacker has is said by each test. */
export const ROOT_KEYS = [keyOf(1), keyOf(2), keyOf(3)]
export const LIST_KEY = keyOf(10)
export const HEAD_KEY = keyOf(20)
export const AT = { hub: 'hub.example.jp', view: 'isp-a' }
export const NOW_MS = Date.UTC(2026, 10, 21, 12)
const YEAR_MS = 365 * 86_400_000

export function rootOf(change: Partial<RootDocument> = {}): RootDocument {
  const publicOf = (keys: readonly SigningKey[]) => keys.map((key) => key.publicKey)
  return {
    type: 'root',
    hub: AT.hub,
    version: 1,
    expiresAt: instantOf(NOW_MS + YEAR_MS),
    roles: {
      root: { keys: publicOf(ROOT_KEYS), threshold: 2 },
      list: { keys: publicOf([LIST_KEY]), threshold: 1 },
      head: { keys: publicOf([HEAD_KEY]), threshold: 1 },
    },
    ...change,
  }
}

export const FIRST_ROOT = issueRoot(rootOf(), ROOT_KEYS.slice(0, 2))

/** Somebody who was handed the first root and knows nothing else. */
export const newcomer = (): Trusted => ({
  view: AT.view,
  root: trustFirstRoot(FIRST_ROOT).signed,
  head: null,
  list: null,
  warnings: new Map(),
})

export const snapshot = (
  version: number,
  warnings: readonly Warning[],
  key = LIST_KEY,
  nowMs = NOW_MS,
): Issued => issueSnapshot(AT, version, warnings, key, nowMs)

export const delta = (
  version: number,
  base: { readonly version: number; readonly hash: string },
  changes: readonly Warning[],
  key = LIST_KEY,
  nowMs = NOW_MS,
): Issued => issueDelta(AT, version, base, changes, key, nowMs)

export const head = (
  list: Pick<Issued, 'version' | 'hash' | 'octets'>,
  key = HEAD_KEY,
  nowMs = NOW_MS,
): string => issueHead(AT, list, key, nowMs)
