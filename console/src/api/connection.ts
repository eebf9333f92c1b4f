import { useSyncExternalStore } from 'react'

/** Whether the service answers, told by every request of the page. */
export type Connection = {
  readonly isAnswering: boolean
  readonly lastAnswerAt: number | null
}

let connection: Connection = { isAnswering: true, lastAnswerAt: null }
const listeners = new Set<() => void>()

export function reportAnswer(): void {
  publish({ isAnswering: true, lastAnswerAt: Date.now() })
}

export function reportSilence(): void {
  if (connection.isAnswering) publish({ ...connection, isAnswering: false })
}

function publish(next: Connection): void {
  connection = next
  for (const listener of listeners) listener()
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => connection,
  )
}
