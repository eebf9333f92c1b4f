import { PROTOCOL_TCP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { binomial } from '../../../country/traffic/draw.ts'
import { type Conversation, type Emit, type Observation, reversed } from './conversation.ts'

export type Router = {
  readonly exporter: number
  /** One packet in so many is seen. */
  readonly sampling: number
  /** Conversations longer than this are exported in pieces. */
  readonly activeTimeoutMs: number
  /** Whether a record holds both directions; else each direction is a record of its own. */
  readonly isBiflow: boolean
}

export type EmitRecord = (record: Conversation, observation: Observation) => void

const PIECES_MAX = 30
const SYN = 2
const ACK_PUSH = 24

/** What a router exports of a conversation: cut, sampled, perhaps one record for each direction. */
export function observe(random: SeededRandom, router: Router, emit: EmitRecord): Emit {
  const observation = {
    sampling: router.sampling,
    exporter: router.exporter,
    isBiflow: router.isBiflow,
  }
  return (conversation) => {
    const wanted = Math.ceil(conversation.durationMs / router.activeTimeoutMs)
    const count = Math.max(1, Math.min(PIECES_MAX, wanted))
    for (let i = 0; i < count; i++) {
      const seen = sampled(random, router.sampling, pieceOf(conversation, i, count))
      if (seen.upPackets + seen.downPackets === 0) continue
      if (router.isBiflow && seen.upPackets > 0) emit(seen, observation)
      else {
        const oneWay = { ...observation, isBiflow: false }
        if (seen.upPackets > 0) emit(withoutAnswer(seen), oneWay)
        if (seen.downPackets > 0) emit(withoutAnswer(reversed(seen)), oneWay)
      }
    }
  }
}

function pieceOf(whole: Conversation, i: number, count: number): Conversation {
  if (count === 1) return whole
  const share = (total: number): number =>
    Math.floor((total * (i + 1)) / count) - Math.floor((total * i) / count)
  const flags = whole.protocol === PROTOCOL_TCP && i > 0 ? ACK_PUSH : whole.upFlags
  return {
    ...whole,
    startMs: whole.startMs + (whole.durationMs * i) / count,
    durationMs: whole.durationMs / count,
    upPackets: share(whole.upPackets),
    upOctets: share(whole.upOctets),
    downPackets: share(whole.downPackets),
    downOctets: share(whole.downOctets),
    upFlags: flags,
    downFlags: whole.downFlags === 0 ? 0 : flags,
  }
}

function sampled(random: SeededRandom, interval: number, whole: Conversation): Conversation {
  if (interval <= 1) return whole
  const upPackets = binomial(random, whole.upPackets, 1 / interval)
  const downPackets = binomial(random, whole.downPackets, 1 / interval)
  const packets = upPackets + downPackets
  // The first of k packets seen out of a span comes, on average, after a share 1 / (k + 1) of it.
  const before = packets > 0 ? whole.durationMs * (1 - random.next() ** (1 / packets)) : 0
  return {
    ...whole,
    startMs: whole.startMs + before,
    durationMs: packets > 1 ? (whole.durationMs - before) * ((packets - 1) / packets) : 0,
    upPackets,
    downPackets,
    upOctets: scaled(whole.upOctets, upPackets, whole.upPackets),
    downOctets: scaled(whole.downOctets, downPackets, whole.downPackets),
    upFlags: seenFlags(random, whole.upFlags, upPackets, whole.upPackets),
    downFlags: seenFlags(random, whole.downFlags, downPackets, whole.downPackets),
  }
}

const scaled = (octets: number, seen: number, all: number): number =>
  all === 0 ? 0 : Math.round((octets * seen) / all)

/** SYN, FIN and RST stand on one packet each, PSH and ACK on many. */
function seenFlags(random: SeededRandom, flags: number, seen: number, all: number): number {
  if (seen === 0) return 0
  if ((flags & ACK_PUSH) === 0) return flags
  let union = flags & 16
  if (random.next() < 1 - 0.5 ** seen) union |= flags & 8
  for (const bit of [1, SYN, 4]) if (random.next() < seen / all) union |= flags & bit
  return union
}

const withoutAnswer = (record: Conversation): Conversation => ({
  ...record,
  downPackets: 0,
  downOctets: 0,
  downFlags: 0,
})
