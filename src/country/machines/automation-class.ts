import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { DeviceKind } from '../people/population.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, type Range, uniform } from '../traffic/draw.ts'
import type { AutomationProfile } from './automation.ts'
import type { Service } from './service.ts'

/**
 * A kind of automation as ranges; an instance draws its numbers from them. Benign classes and C2
 * families are both written in this form, and their ranges overlap on purpose.
 */
export type AutomationClass = {
  readonly kind: string
  /** Distinct clients of one server, drawn log-uniformly. */
  readonly clients: Range
  readonly devices: readonly DeviceKind[]
  readonly udpShare: number
  readonly ports: readonly number[]
  /** How many instances use a port of their own instead. */
  readonly oddPortShare: number
  readonly ipv6Share: number
  readonly intervalSeconds: Range
  readonly jitter: Range
  readonly gridShare: number
  readonly sessionShare: number
  readonly sessionHours: Range
  readonly tlsShare: number
  readonly messageOctets: Range
  readonly replyOctets: Range
  /** How many instances only acknowledge instead of replying. */
  readonly silentReplyShare: number
  readonly sizeSpread: Range
  readonly serverDrivenShare: number
  readonly transfersPerDay: Range
  readonly transferOctetsMax: number
  readonly answers: readonly AutomationProfile['answer'][]
}

/** Small devices talking to a cloud: what a class is unless it says otherwise. */
export const AUTOMATION_DEFAULTS: Omit<AutomationClass, 'kind' | 'clients' | 'ports'> = {
  devices: ['iot', 'tv', 'console', 'pc', 'phone', 'server'],
  udpShare: 0,
  oddPortShare: 0,
  ipv6Share: 0.3,
  intervalSeconds: [30, 300],
  jitter: [0.005, 0.3],
  gridShare: 0.4,
  sessionShare: 0.5,
  sessionHours: [0.5, 48],
  tlsShare: 0.6,
  messageOctets: [2, 400],
  replyOctets: [2, 400],
  silentReplyShare: 0.3,
  sizeSpread: [0, 0.3],
  serverDrivenShare: 0.3,
  transfersPerDay: [0.5, 30],
  transferOctetsMax: 20_000,
  answers: ['yes'],
}

/** What is spoken here is never TLS. */
const PLAIN_PORTS: ReadonlySet<number> = new Set([22, 80, 873, 1883, 5222, 6667])
/** Ports that no registry of services would lead one to expect. */
const ODD_PORTS: Range = [1025, 65_000]

export function drawService(
  random: SeededRandom,
  space: OutsideSpace,
  from: AutomationClass,
  roundTripMs: Range = [4, 260],
): Service {
  const isUdp = random.next() < from.udpShare
  const isOdd = random.next() < from.oddPortShare
  const hasIpv6 = random.next() < from.ipv6Share
  return {
    kind: from.kind,
    ipv4: space.ipv4(),
    ipv6: hasIpv6 ? space.ipv6() : undefined,
    protocol: isUdp ? PROTOCOL_UDP : PROTOCOL_TCP,
    port: isOdd ? Math.round(logUniform(random, ODD_PORTS)) : random.pick(from.ports),
    roundTripMs: logUniform(random, roundTripMs),
  }
}

export function drawProfile(
  random: SeededRandom,
  from: AutomationClass,
  service: Service,
): AutomationProfile {
  const isSession = random.next() < from.sessionShare
  const isGrid = random.next() < from.gridShare
  const isSilent = service.protocol === PROTOCOL_TCP && random.next() < from.silentReplyShare
  return {
    mode: isSession ? 'session' : 'poll',
    intervalMs: roundedInterval(random, logUniform(random, from.intervalSeconds)) * 1000,
    jitter: uniform(random, from.jitter),
    schedule: isGrid ? 'grid' : 'after',
    usesTls: random.next() < from.tlsShare && !PLAIN_PORTS.has(service.port),
    messageOctets: Math.round(logUniform(random, from.messageOctets)),
    replyOctets: isSilent && isSession ? 0 : Math.round(logUniform(random, from.replyOctets)),
    sizeSpread: random.next() < 0.3 ? 0 : uniform(random, from.sizeSpread),
    isServerDriven: random.next() < from.serverDrivenShare,
    transfersPerDay: uniform(random, from.transfersPerDay),
    transferOctetsMax: from.transferOctetsMax,
    sessionMeanMs: logUniform(random, from.sessionHours) * 3_600_000,
    answer: random.pick(from.answers),
  }
}

/** Programmers like round numbers, whoever they work for. */
function roundedInterval(random: SeededRandom, seconds: number): number {
  if (random.next() < 0.3) return seconds
  const step = seconds < 20 ? 5 : seconds < 90 ? 10 : seconds < 600 ? 30 : 300
  return Math.max(step, Math.round(seconds / step) * step)
}
