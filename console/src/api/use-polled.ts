import { useCallback, useEffect, useState } from 'react'
import { earlyOrNow } from './early.ts'
import { type ApiError, isMissing } from './problem.ts'

export type Polled<T> = {
  /** The newest answer, kept while later requests fail. */
  readonly value: T | null
  readonly error: ApiError | null
  readonly reload: () => void
}

type Entry = { readonly value: unknown }

/** The last answer by path, so that going back shows the page at once. Oldest out first. */
const answers = new Map<string, Entry>()
const ANSWER_COUNT_MAX = 50
const BACKOFF_MS_MAX = 60_000
const ASK_EVENT = 'noroshi:ask'

/** The reader does not want to wait for the next round. */
export function askEverythingNow(): void {
  window.dispatchEvent(new Event(ASK_EVENT))
}

/**
 * Asks again every `intervalMs`, more slowly while there is no answer, not at all while the page is
 * hidden. A null path asks nothing.
 */
export function usePolled<T>(path: string | null, intervalMs: number): Polled<T> {
  const [state, setState] = useState<{ path: string | null; entry?: Entry; error?: ApiError }>({
    path,
  })
  const [round, setRound] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same path again
  useEffect(() => {
    if (path === null) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let failureCount = 0

    const ask = async () => {
      try {
        const value = await earlyOrNow<T>(path, stop.signal)
        failureCount = 0
        remember(path, { value })
        setState({ path, entry: { value } })
      } catch (error) {
        if (stop.signal.aborted) return
        failureCount += 1
        setState((before) => ({
          path,
          ...(before.path === path && before.entry ? { entry: before.entry } : {}),
          error: error as ApiError,
        }))
        if (isMissing(error as ApiError)) return
      }
      const wait = Math.min(intervalMs * 2 ** failureCount, Math.max(BACKOFF_MS_MAX, intervalMs))
      timer = setTimeout(askWhenVisible, wait)
    }
    const askWhenVisible = () => {
      if (!document.hidden) return void ask()
      document.addEventListener('visibilitychange', askWhenVisible, {
        once: true,
        signal: stop.signal,
      })
    }

    const askNow = () => {
      clearTimeout(timer)
      void ask()
    }
    window.addEventListener(ASK_EVENT, askNow, { signal: stop.signal })
    void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [path, intervalMs, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  const current = state.path === path ? state : undefined
  const entry = current?.entry ?? (path === null ? undefined : answers.get(path))
  return {
    value: (entry?.value as T | undefined) ?? null,
    error: current?.error ?? null,
    reload,
  }
}

function remember(path: string, entry: Entry): void {
  answers.delete(path)
  answers.set(path, entry)
  if (answers.size > ANSWER_COUNT_MAX) answers.delete(answers.keys().next().value!)
}

/** After a decision the lists held for going back are no longer true. */
export function forgetAnswers(): void {
  answers.clear()
}
