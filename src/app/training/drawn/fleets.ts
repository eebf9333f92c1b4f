import type { SeededRandom } from '../../../core/random.ts'
import { logUniform, sample } from '../../../country/traffic/draw.ts'
import { drawAddresses } from './address-pool.ts'
import type { Channel } from './channel.ts'
import { drawInnocent, drawInnocentOf } from './innocent-channels.ts'

/** One program, and for each who has it the servers that he is led to. */
export type Fleet = {
  readonly channel: Channel
  readonly users: readonly { readonly client: number; readonly servers: readonly number[] }[]
}

/** For every hundred subscribers. */
const FLEETS_PER_HUNDRED = 2.5
const SERVERS = [3, 150] as const
/** Who has the program, of all subscribers. */
const USER_SHARE = [0.01, 0.4] as const
/** Subscribers who are led to the same servers, and to how many. */
const CIRCLE = [1, 14] as const
const SERVERS_OF_A_CIRCLE_MAX = 3

/**
 * Players, messengers and makers of devices with servers all over the place: each has a few clients, all of one
 * build, as a controller has, and is one of tens on its port.
 */
export function drawFleets(random: SeededRandom, subscribers: readonly number[]): Fleet[] {
  const count = Math.round((subscribers.length / 100) * FLEETS_PER_HUNDRED)
  return Array.from({ length: count }, () => {
    const channel =
      random.next() < 0.5 ? drawInnocent(random) : drawInnocentOf(random, 'session of an app')
    const servers = drawAddresses(random, Math.round(logUniform(random, SERVERS)), 'apart')
    const clients = sample(
      random,
      subscribers,
      Math.ceil(subscribers.length * logUniform(random, USER_SHARE)),
    )
    const circle = Math.round(logUniform(random, CIRCLE))
    const circles = Array.from({ length: Math.ceil(clients.length / circle) }, () =>
      sample(random, servers, 1 + random.integer(SERVERS_OF_A_CIRCLE_MAX)),
    )
    const users = clients.map((client, i) => ({
      client,
      servers: circles[Math.floor(i / circle)]!,
    }))
    return { channel, users }
  })
}
