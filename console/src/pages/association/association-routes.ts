/** The association's pages: some are named by their first part alone, some by an id behind it. */
const PLAIN = [
  'members',
  'warnings',
  'flow',
  'ledger',
  'disputes',
  'log',
  'statistics',
  'record',
  'people',
  'account',
] as const
const SINGLE = {
  members: 'member',
  warnings: 'warning',
  disputes: 'dispute',
  people: 'person',
} as const

export type AssociationRoute =
  | { readonly kind: 'overview' | (typeof PLAIN)[number] }
  | { readonly kind: (typeof SINGLE)[keyof typeof SINGLE]; readonly id: string }
  | { readonly kind: 'unknown'; readonly path: string }

export function associationRouteOf(path: string): AssociationRoute {
  const [first, second, ...rest] = path.split('/').filter(Boolean)
  if (first === undefined) return { kind: 'overview' }
  const plain = PLAIN.find((one) => one === first)
  if (plain && second === undefined) return { kind: plain }
  if (Object.hasOwn(SINGLE, first) && second !== undefined && rest.length === 0) {
    const id = decode(second)
    if (id !== null) return { kind: SINGLE[first as keyof typeof SINGLE], id }
  }
  return { kind: 'unknown', path }
}

export const memberHref = (id: string): string => `/members/${encodeURIComponent(id)}`
export const warningHref = (id: string): string => `/warnings/${encodeURIComponent(id)}`
export const disputeHref = (id: string): string => `/disputes/${encodeURIComponent(id)}`

/** An address typed by hand may hold a broken escape. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
