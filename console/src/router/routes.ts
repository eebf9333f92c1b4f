export type Route =
  | { readonly kind: 'overview' }
  | { readonly kind: 'cases' }
  | { readonly kind: 'case'; readonly id: string }
  | { readonly kind: 'exporters' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'account' }
  | { readonly kind: 'unknown'; readonly path: string }

export function routeOf(path: string): Route {
  const parts = path.split('/').filter(Boolean)
  const [first, second] = parts
  if (parts.length === 0) return { kind: 'overview' }
  if (parts.length === 1 && first === 'cases') return { kind: 'cases' }
  if (parts.length === 1 && first === 'exporters') return { kind: 'exporters' }
  if (parts.length === 1 && first === 'settings') return { kind: 'settings' }
  if (parts.length === 1 && first === 'account') return { kind: 'account' }
  if (parts.length === 2 && first === 'cases' && second) {
    const id = decode(second)
    if (id !== null) return { kind: 'case', id }
  }
  return { kind: 'unknown', path }
}

export const caseHref = (id: string): string => `/cases/${encodeURIComponent(id)}`

/** An address typed by hand may hold a broken escape. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
