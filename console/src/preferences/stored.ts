import { useSyncExternalStore } from 'react'

/** Small choices of this browser. Storage may be forbidden; then a choice lasts as long as the page. */
const remembered = new Map<string, string>()
const listeners = new Set<() => void>()

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`noroshi.${key}`)
  } catch {
    return remembered.get(key) ?? null
  }
}

export function writeStored(key: string, value: string): void {
  remembered.set(key, value)
  try {
    localStorage.setItem(`noroshi.${key}`, value)
  } catch {
    // Private browsing or a full disk: the choice still holds in this page.
  }
  for (const listener of listeners) listener()
}

export function useStored(key: string): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => readStored(key),
  )
}
