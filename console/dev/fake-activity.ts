import type { Activity } from '../../src/web/schemas/detection.ts'
import { createFakeRandom } from './fake-random.ts'

const HOUR_MS = 3_600_000
const ROWS_MAX = 12

/** A beacon every 20 minutes, thinned by sampling, on clients that come one after the other. */
export function fakeActivity(nowMs: number, clients: number): Activity {
  const random = createFakeRandom(clients)
  const from = nowMs - 24 * HOUR_MS
  const firstHour = Math.ceil(from / HOUR_MS) * HOUR_MS
  const rhythm = Array.from({ length: Math.min(clients, ROWS_MAX) }, (_, row) => {
    const period = (20 + row * 1.5) * 60_000
    const contactsAt: string[] = []
    const start = from + random() * period + (row > 7 ? (row - 6) * 2.5 * HOUR_MS : 0)
    for (let at = start; at < nowMs; at += period)
      if (random() > 0.3) contactsAt.push(new Date(at + (random() - 0.5) * 60_000).toISOString())
    return { contactsAt }
  }).toSorted((a, b) => b.contactsAt.length - a.contactsAt.length)

  const hours: Activity['hours'] = []
  for (let at = firstHour; at < nowMs; at += HOUR_MS) {
    const present = Math.round(clients * (0.55 + (0.45 * (at - from)) / (24 * HOUR_MS)))
    const contacts = Math.round(present * (52 + 14 * random()))
    hours.push({
      at: new Date(at).toISOString(),
      contacts,
      clients: present,
      octetsToServer: contacts * 260,
      octetsFromServer: contacts * 150,
    })
  }
  const bell = (log2: number, middle: number) => Math.exp(-((log2 - middle) ** 2) / 1.4)
  const sizes = [6, 7, 8, 9, 10, 11, 12, 13].map((log2Octets) => ({
    log2Octets,
    toServer: Math.round(9000 * bell(log2Octets, 8.1) + 40 * random()),
    fromServer: Math.round(8400 * bell(log2Octets, 7.2) + 260 * bell(log2Octets, 11.5)),
  }))
  return {
    window: { from: new Date(from).toISOString(), to: new Date(nowMs).toISOString() },
    hours,
    sizes,
    rhythm,
  }
}
