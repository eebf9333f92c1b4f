/** Pages that are named by their first part alone. */
const PLAIN = [
  'cases',
  'candidates',
  'approvals',
  'calendar',
  'check',
  'lists',
  'model',
  'evaluation',
  'audit',
  'notices',
  'consent',
  'measures',
  'releases',
  'alerts',
  'exporters',
  'people',
  'settings',
  'account',
] as const

/** Pages of one thing among many: the first part, and the kind of page it makes. */
const SINGLE = { cases: 'case', lists: 'list', people: 'person', measures: 'plane' } as const

export type PlainKind = (typeof PLAIN)[number]
export type SingleKind = (typeof SINGLE)[keyof typeof SINGLE]
export type Route =
  | { readonly kind: 'overview' | PlainKind }
  | { readonly kind: SingleKind; readonly id: string }
  | { readonly kind: 'unknown'; readonly path: string }

export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean)
  if (first === undefined) return { kind: 'overview' }
  const plain = PLAIN.find((one) => one === first)
  if (plain && second === undefined) return { kind: plain }
  if (first in SINGLE && second !== undefined && rest.length === 0) {
    const id = decode(second)
    if (id !== null) return { kind: SINGLE[first as keyof typeof SINGLE], id }
  }
  return { kind: 'unknown', path }
}

export const caseHref = (id: string): string => `/cases/${encodeURIComponent(id)}`
export const listHref = (name: string): string => `/lists/${encodeURIComponent(name)}`
export const personHref = (id: string): string => `/people/${encodeURIComponent(id)}`
export const planeHref = (name: string): string => `/measures/${encodeURIComponent(name)}`
export const checkHref = (address: string): string => `/check?${new URLSearchParams({ address })}`

/** An address typed by hand may hold a broken escape. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
