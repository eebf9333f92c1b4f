import type { Bilingual } from '../../core/bilingual.ts'
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Awake } from '../people/diurnal.ts'
import type { DeviceKind } from '../people/population.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, type Range, uniform, uniformInteger } from '../traffic/draw.ts'
import { SYN_RETRIES } from '../traffic/transport.ts'
import type { AutomationProfile } from './automation.ts'
import type { Service } from './service.ts'

/**
 * A kind of automation as ranges; an instance draws its numbers from them. Benign classes and C2
 * families are both written in this form, and their ranges overlap on purpose.
 */
export type AutomationClass = {
  readonly kind: string
  /** What it is, in the words of a report. */
  readonly name: Bilingual
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
  /** How many instances add random octets to their messages, and at most how many. */
  readonly paddingShare: number
  readonly paddingOctets: Range
  /** How many instances rest at some hours, and which hours they keep. */
  readonly restingShare: number
  readonly hours: Awake | undefined
  /** Times a day at which a person uses the connection for a while. */
  readonly burstsPerDay: Range
  /** Visits to popular sites before each contact. */
  readonly decoys: Range
  /** How many instances look up a name; the others have the address built in. */
  readonly namedShare: number
  /** In how many instances all clients are alike, and how much they differ in the others (see the profile). */
  readonly alikeShare: number
  readonly clientSpread: Range
}

/** Small devices talking to a cloud: what a class is unless it says otherwise. */
export const AUTOMATION_DEFAULTS: Omit<AutomationClass, 'kind' | 'name' | 'clients' | 'ports'> = {
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
  paddingShare: 0.1,
  paddingOctets: [16, 600],
  restingShare: 0,
  hours: undefined,
  burstsPerDay: [0, 0],
  decoys: [0, 0],
  namedShare: 0.85,
  // Owners choose intervals; models, versions and accounts differ.
  alikeShare: 0.35,
  clientSpread: [0.05, 0.6],
}

/** For how long names are kept before they are asked for again. */
const NAME_SECONDS = [60, 300, 300, 900, 3600] as const

/** What is spoken here is never TLS. */
const PLAIN_PORTS: ReadonlySet<number> = new Set([
  21, 22, 53, 80, 123, 873, 1883, 5060, 5222, 6667, 8333,
])
/** Ports that no registry of services would lead one to expect. */
const ODD_PORTS: Range = [1025, 65_000]

/** A class without its clients: what one instance is drawn from. */
type Program = Omit<AutomationClass, 'clients'>

export function drawService(
  random: SeededRandom,
  space: OutsideSpace,
  from: Program,
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
  from: Program,
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
    paddingOctetsMax:
      random.next() < from.paddingShare ? Math.round(logUniform(random, from.paddingOctets)) : 0,
    hours: random.next() < from.restingShare ? (from.hours ?? drawHours(random)) : undefined,
    burstsPerDay: uniform(random, from.burstsPerDay),
    decoys: uniformInteger(random, from.decoys),
    nameMs: random.next() < from.namedShare ? random.pick(NAME_SECONDS) * 1000 : undefined,
    synRetries: random.pick(SYN_RETRIES),
    moodSeed: random.integer(2 ** 32),
    contactsMax: Number.POSITIVE_INFINITY,
    clientSpread: drawClientSpread(random.fork('clients'), from),
  }
}

/** A message that has one size by its standard has it whoever sends it. */
function drawClientSpread(random: SeededRandom, from: Program): number {
  const isFixed = from.messageOctets[0] === from.messageOctets[1]
  return isFixed || random.next() < from.alikeShare ? 0 : uniform(random, from.clientSpread)
}

/** Where nothing else is said: awake by day and in the evening. */
function drawHours(random: SeededRandom): Awake {
  const fromHour = uniformInteger(random, [5, 10])
  return [fromHour, uniformInteger(random, [fromHour + 8, 25])]
}

/** Programmers like round numbers, whoever they work for. */
function roundedInterval(random: SeededRandom, seconds: number): number {
  if (random.next() < 0.3) return seconds
  const step = seconds < 20 ? 5 : seconds < 90 ? 10 : seconds < 600 ? 30 : 300
  return Math.max(step, Math.round(seconds / step) * step)
}
