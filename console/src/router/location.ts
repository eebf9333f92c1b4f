/**
 * The address bar is the state. This is the whole router: the current address as a React value, and
 * one function that changes it.
 */
import { useMemo, useSyncExternalStore } from 'react'

/** Choices that follow the reader from page to page once they stand in the address. */
const STICKY = ['lang', 'time'] as const

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

export type Location = { readonly path: string; readonly query: URLSearchParams }

export function useLocation(): Location {
  const href = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  return useMemo(() => {
    const url = new URL(href, location.origin)
    return { path: url.pathname, query: url.searchParams }
  }, [href])
}

export function navigate(href: string, how: { replace?: boolean } = {}): void {
  const target = withSticky(href)
  if (target === location.pathname + location.search) return
  if (how.replace) history.replaceState(null, '', target)
  else history.pushState(null, '', target)
  for (const listener of listeners) listener()
}

/** Changes some query parameters of the current page; null removes one. */
export function setQuery(
  changes: Readonly<Record<string, string | null>>,
  how: { replace?: boolean } = {},
): void {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name)
    else query.set(name, value)
  }
  const search = query.toString()
  const target = location.pathname + (search ? `?${search}` : '')
  if (target === location.pathname + location.search) return
  if (how.replace) history.replaceState(null, '', target)
  else history.pushState(null, '', target)
  for (const listener of listeners) listener()
}

export function withSticky(href: string): string {
  const url = new URL(href, location.origin)
  const current = new URLSearchParams(location.search)
  for (const name of STICKY) {
    const value = current.get(name)
    if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value)
  }
  return url.pathname + url.search
}
