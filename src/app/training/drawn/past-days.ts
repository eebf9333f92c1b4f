import type { SeededRandom } from '../../../core/random.ts'
import { DAY_MS } from '../../../core/time-span.ts'
import { drawControllerAge, drawServiceAge } from '../../../country/past/ages.ts'
import type { Conversation, Emit, Observation } from './conversation.ts'
import type { PlantedServer } from './draw-site.ts'
import type { EmitRecord, Router } from './router.ts'

/** What a day tells of a service: one conversation with it, and how much of all of them a router would see. */
type Entry = {
  readonly conversation: Conversation
  readonly observation: Observation
  expected: number
}
export type DayBook = Map<string, Entry>

/** Days before that a site remembers: at most a week with the day itself. */
const REMEMBERED_DAYS = [2, 6] as const

/** The same emitter, which also notes in the book what services there are. */
export function remembering(book: DayBook, router: Router, see: Emit): Emit {
  return (conversation) => {
    const key = serviceKey(conversation.server, conversation.port, conversation.protocol)
    const seen = Math.min(1, (conversation.upPackets + conversation.downPackets) / router.sampling)
    const entry = book.get(key)
    if (entry) entry.expected += seen
    else book.set(key, { conversation, observation: router, expected: seen })
    see(conversation)
  }
}

/**
 * Days before the day, in outline: of each service that was there already one contact on each day on which
 * routers would have seen any. It is all that a memory of days keeps.
 */
export function drawPastDays(
  random: SeededRandom,
  book: DayBook,
  planted: readonly PlantedServer[],
  emit: EmitRecord,
): void {
  const [least, most] = REMEMBERED_DAYS
  const days = least + random.integer(most - least + 1)
  const controllers = new Set(
    planted.map(({ address, port, protocol }) => serviceKey(address, port, protocol)),
  )
  for (const [key, { conversation, observation, expected }] of book) {
    const ageDays = controllers.has(key) ? drawControllerAge(random) : drawServiceAge(random)
    const visible = 1 - Math.exp(-expected)
    for (let day = 1; day <= days && ageDays > day - random.next(); day++)
      if (random.next() < visible)
        emit(
          {
            ...conversation,
            startMs: conversation.startMs - day * DAY_MS,
            durationMs: 0,
            upPackets: 1,
            upOctets: 60,
            downPackets: 0,
            downOctets: 0,
            downFlags: 0,
          },
          observation,
        )
  }
}

const serviceKey = (address: number, port: number, protocol: number): string =>
  `${address}:${port}/${protocol}`
