import { connect } from 'node:net'
import { type AskingPlace, askName, type NameAnswer } from './name-lookup.ts'

/** One look from one place. */
export type Attempt =
  | {
      readonly kind: 'connection'
      readonly address: string
      readonly port: number
      readonly source: string | null
    }
  | ({ readonly kind: 'name'; readonly name: string } & AskingPlace)

/** `prohibited`: a router on the way said no (ICMP). */
export type Connected = { readonly kind: 'open' | 'refused' | 'prohibited' | 'silent' }
export type Attempted = Connected | NameAnswer

const CONNECT_TIMEOUT_MS = 1_000

export async function makeAttempt(attempt: Attempt): Promise<Attempted> {
  return attempt.kind === 'name' ? askName(attempt.name, attempt) : connected(attempt)
}

/** Opens and closes; says nothing to whoever answers. */
function connected({
  address,
  port,
  source,
}: Extract<Attempt, { kind: 'connection' }>): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      ...(source === null ? {} : { localAddress: source }),
    })
    const say = (kind: Connected['kind']): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ kind })
    }
    const timer = setTimeout(() => say('silent'), CONNECT_TIMEOUT_MS)
    socket.on('connect', () => say('open'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      say(
        code === 'ECONNREFUSED' || code === 'ECONNRESET'
          ? 'refused'
          : code === 'ETIMEDOUT'
            ? 'silent'
            : 'prohibited',
      ),
    )
  })
}
