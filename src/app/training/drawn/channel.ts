import { PROTOCOL_TCP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { logNormal, logUniform } from '../../../country/traffic/draw.ts'
import type { Emit } from './conversation.ts'

/**
 * One program's traffic with one service, innocent or not: both kinds are written in this form and differ
 * only in the ranges their numbers are drawn from.
 */
export type Channel = {
  /** Addresses of the service; each contact goes to `stickiness` the same one, else to any. */
  readonly servers: readonly number[]
  readonly stickiness: number
  readonly protocol: number
  readonly port: number
  /** Mean time from one contact to the next. */
  readonly gapMs: number
  /** Half width of the gap's deviation, as a share of it; above 1: no rhythm at all. */
  readonly jitter: number
  /** Share of gaps that are pauses, and how many gaps long a pause is: a device sleeps, a line breaks. */
  readonly pauseShare: number
  readonly pauseGaps: number
  /** Contacts that come at once, `burstGapMs` apart. */
  readonly burst: number
  readonly burstGapMs: number
  /** `new`: a connection each time; `kept`: pieces of one; `fixed`: always from the same port. */
  readonly socket: 'new' | 'kept' | 'fixed'
  readonly upOctets: number
  readonly downOctets: number
  /** Sigma of the sizes' logarithm; 0: every contact alike. */
  readonly sizeSpread: number
  /** So many sizes occur, when not every contact has its own; 0: each has its own. */
  readonly sizeCount: number
  /** Every answer is the same, whatever was asked and whoever asks. */
  readonly isSameAnswer: boolean
  readonly seconds: number
  readonly secondsSpread: number
  /** Share of contacts that are answered, and what the others get. */
  readonly answered: number
  readonly refusal: 'silence' | 'reset'
  /** Share of contacts that move much. */
  readonly transferShare: number
  readonly transferOctets: number
  /**
   * Sigma of the logarithm by which one client's sizes and gaps differ from another's: versions, settings and
   * accounts differ among users of a service, bots are of one build.
   */
  readonly clientSpread: number
}

export const CHANNEL_DEFAULTS: Omit<
  Channel,
  'servers' | 'port' | 'gapMs' | 'upOctets' | 'downOctets'
> = {
  stickiness: 1,
  protocol: PROTOCOL_TCP,
  jitter: 0.1,
  pauseShare: 0,
  pauseGaps: 1,
  burst: 1,
  burstGapMs: 500,
  socket: 'new',
  sizeSpread: 0.1,
  sizeCount: 0,
  isSameAnswer: false,
  seconds: 0.5,
  secondsSpread: 0.3,
  answered: 1,
  refusal: 'silence',
  transferShare: 0,
  transferOctets: 0,
  clientSpread: 0,
}

/** Bounds what one fast channel adds to a day. */
const CONTACTS_MAX = 5000
/** A connection that is kept is lost and made anew after so many contacts, on average. */
const KEPT_CONTACTS_MEAN = 150
const ACK_PUSH = 24
const WHOLE_CONNECTION = 27
const SYN = 2
const RESET_ACK = 20

export function playChannel(
  random: SeededRandom,
  common: Channel,
  client: number,
  span: { readonly fromMs: number; readonly toMs: number },
  emit: Emit,
): void {
  const channel = ofOneClient(random, common)
  const sizes = Array.from({ length: channel.sizeCount }, () => sizeFactor(random, channel))
  let server = random.pick(channel.servers)
  let socket = drawPort(random)
  let isFresh = random.next() < 0.3
  let count = 0
  for (let atMs = span.fromMs + random.next() * channel.gapMs; atMs < span.toMs; ) {
    for (let i = 0; i < channel.burst && count < CONTACTS_MAX; i++, count++) {
      if (random.next() >= channel.stickiness) server = random.pick(channel.servers)
      if (channel.socket === 'new') socket = drawPort(random)
      if (channel.socket === 'kept' && random.next() < 1 / KEPT_CONTACTS_MEAN) {
        socket = drawPort(random)
        isFresh = true
      }
      const startMs = atMs + i * channel.burstGapMs * (0.5 + random.next())
      const factor = sizes.length > 0 ? random.pick(sizes) : sizeFactor(random, channel)
      if (startMs < span.toMs)
        contact(random, channel, { client, server, socket, startMs, factor, isFresh }, emit)
      isFresh = false
    }
    if (count >= CONTACTS_MAX) return
    atMs += nextGap(random, channel)
  }
}

function ofOneClient(random: SeededRandom, channel: Channel): Channel {
  const { clientSpread } = channel
  if (clientSpread === 0) return channel
  const factor = logNormal(random, 1, clientSpread)
  return {
    ...channel,
    upOctets: channel.upOctets * factor,
    downOctets: channel.isSameAnswer
      ? channel.downOctets
      : channel.downOctets * logNormal(random, factor, clientSpread),
    gapMs: channel.gapMs * logNormal(random, 1, clientSpread),
  }
}

function nextGap(random: SeededRandom, channel: Channel): number {
  const { jitter } = channel
  const isPause = random.next() < channel.pauseShare
  const gapMs = isPause ? channel.gapMs * channel.pauseGaps : channel.gapMs
  if (jitter > 1) return Math.max(50, random.exponential(gapMs))
  return Math.max(50, gapMs * (1 + jitter * (2 * random.next() - 1)))
}

type Moment = {
  readonly client: number
  readonly server: number
  readonly socket: number
  readonly startMs: number
  readonly factor: number
  readonly isFresh: boolean
}

function contact(random: SeededRandom, channel: Channel, moment: Moment, emit: Emit): void {
  const { protocol, port } = channel
  const { client, server, socket, startMs, factor } = moment
  const isTcp = protocol === PROTOCOL_TCP
  const isAnswered = random.next() < channel.answered
  const between = { startMs, client, server, clientPort: socket, port, protocol }
  if (!isAnswered && isTcp) {
    const isReset = channel.refusal === 'reset'
    const tries = isReset ? 1 + random.integer(2) : 1 + random.integer(3)
    emit({
      ...between,
      durationMs:
        tries === 1 ? 0 : tries === 2 ? 1000 + random.next() * 2000 : 3000 + random.next() * 6000,
      upPackets: tries,
      upOctets: tries * (random.next() < 0.5 ? 52 : 60),
      downPackets: isReset ? tries : 0,
      downOctets: isReset ? tries * 40 : 0,
      upFlags: SYN,
      downFlags: isReset ? RESET_ACK : 0,
    })
    return
  }
  const isTransfer = random.next() < channel.transferShare
  const up = Math.max(1, channel.upOctets * factor)
  const down =
    Math.max(0, channel.downOctets * (channel.isSameAnswer ? 1 : factor)) +
    (isTransfer ? logNormal(random, channel.transferOctets, 1) : 0)
  const isPiece = channel.socket === 'kept' && !moment.isFresh
  const control = isTcp ? (isPiece ? 1 : 4) : 0
  const header = isTcp ? 46 : 28
  const upPackets = control + Math.ceil(up / 1400) + Math.floor(down / 2800)
  const downPackets = isAnswered ? Math.max(1, control - 1) + Math.ceil(down / 1400) : 0
  const flags = !isTcp ? 0 : isPiece ? ACK_PUSH : WHOLE_CONNECTION
  emit({
    ...between,
    durationMs: 1000 * Math.min(3000, logNormal(random, channel.seconds, channel.secondsSpread)),
    upPackets,
    upOctets: Math.round(up + upPackets * header),
    downPackets,
    downOctets: isAnswered ? Math.round(down + downPackets * header) : 0,
    upFlags: flags,
    downFlags: isAnswered ? flags : 0,
  })
}

const sizeFactor = (random: SeededRandom, { sizeSpread }: Channel): number =>
  sizeSpread === 0 ? 1 : logNormal(random, 1, sizeSpread)

const drawPort = (random: SeededRandom): number => 32_768 + random.integer(28_000)

/** Some programs never rest, others do in a way of their own. */
export function drawPauses(
  random: SeededRandom,
  restingShare: number,
): Pick<Channel, 'pauseShare' | 'pauseGaps'> {
  if (random.next() >= restingShare) return { pauseShare: 0, pauseGaps: 1 }
  return { pauseShare: logUniform(random, [0.005, 0.3]), pauseGaps: logUniform(random, [3, 100]) }
}
