import { ListError } from './errors.ts'
import { mispEventIn, readMispEvent } from './formats/misp-event.ts'
import { EVENT_COUNT_MAX } from './limits.ts'
import { ListReading, type ReadingRules } from './list-reading.ts'
import type { ParsedList } from './listed-entry.ts'

/** Event → its `timestamp`, as it was when the feed was last read. */
export type FeedState = Readonly<Record<string, string>>

export type ReadFeed = {
  readonly list: ParsedList
  readonly state: FeedState
  readonly eventCount: number
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `manifest.json`: event uuid → what is known of it; `undefined` when it is none. */
export function feedManifest(octets: Uint8Array): FeedState | undefined {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(octets))
  } catch {
    return undefined
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  const events = Object.entries(document)
  const isManifest =
    events.length > 0 &&
    events.every(([uuid, event]) => UUID.test(uuid) && typeof event === 'object' && event !== null)
  if (!isManifest) return undefined
  return Object.fromEntries(
    events.map(([uuid, event]) => [uuid.toLowerCase(), String(event?.timestamp ?? '')]),
  )
}

/**
 * A MISP feed: the manifest says which events changed, and only those are asked for. An event that left the
 * manifest counts as an empty part, so that what it listed is removed.
 */
export async function readMispFeed(
  manifest: FeedState,
  before: FeedState,
  fetchEvent: (uuid: string) => Promise<Uint8Array>,
  rules: ReadingRules,
): Promise<ReadFeed> {
  const changed = Object.keys(manifest).filter((uuid) => before[uuid] !== manifest[uuid])
  if (changed.length > EVENT_COUNT_MAX)
    throw new ListError(
      'LIST_TOO_LARGE',
      `${changed.length} events are new; at most ${EVENT_COUNT_MAX} are read at once`,
    )
  const vanished = Object.keys(before).filter((uuid) => !(uuid in manifest))
  const reading = new ListReading(rules)
  for (const uuid of changed) readMispEvent(eventOf(await fetchEvent(uuid), uuid), reading)
  return {
    list: reading.finish([...changed, ...vanished]),
    state: manifest,
    eventCount: changed.length,
  }
}

function eventOf(octets: Uint8Array, uuid: string) {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(octets))
  } catch (cause) {
    throw new ListError('LIST_UNREADABLE', `the event ${uuid} is not JSON`, { cause })
  }
  const event = mispEventIn(document)
  // An event that calls itself another one would take that one's place.
  if (String(event?.['uuid']).toLowerCase() !== uuid || !event)
    throw new ListError('LIST_UNREADABLE', `the event ${uuid} is not what its name says`)
  return event
}
