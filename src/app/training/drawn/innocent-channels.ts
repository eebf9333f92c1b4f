import { PROTOCOL_UDP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { logUniform, uniform } from '../../../country/traffic/draw.ts'
import { drawAddresses } from './address-pool.ts'
import { CHANNEL_DEFAULTS, type Channel, drawPauses } from './channel.ts'

/** Kinds of which a provider sees many servers with a few clients each. */
export type InnocentName =
  | 'small maker’s cloud'
  | 'connection that stays open'
  | 'tunnel or stream'
  | 'proxy of an office'
  | 'session of an app'

type Kind = {
  readonly name: string
  /** How common it is among the programs of a host. */
  readonly weight: number
  readonly draw: (random: SeededRandom) => Channel
}

/** Programs ask their makers at round times. */
const ROUND_SECONDS = [
  30, 60, 60, 120, 180, 300, 300, 300, 600, 900, 900, 1800, 3600, 3600,
] as const

const roundGap = (random: SeededRandom): number =>
  1000 * (random.next() < 0.7 ? random.pick(ROUND_SECONDS) : logUniform(random, [20, 8000]))

/** Most services of any size have several addresses, and a name that leads to one after the other. */
function cloud(random: SeededRandom): Pick<Channel, 'servers' | 'stickiness'> {
  const count = random.next() < 0.42 ? 1 : 2 + random.integer(7)
  return {
    servers: drawAddresses(random, count, random.next() < 0.6 ? 'together' : 'apart'),
    stickiness: random.next() < 0.4 ? 1 : uniform(random, [0, 0.95]),
  }
}

/** What programs do that nobody watches. Ranges overlap with those of controllers on purpose. */
export const INNOCENT_KINDS: readonly Kind[] = [
  {
    name: 'telemetry and polling over TLS',
    weight: 30,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.next() < 0.75 ? 443 : random.pick([80, 80, 8080, 8443, 5222, 8883, 4070]),
      gapMs: roundGap(random),
      jitter: random.next() < 0.5 ? uniform(random, [0, 0.1]) : uniform(random, [0.1, 1.5]),
      burst: random.next() < 0.7 ? 1 : 2 + random.integer(4),
      upOctets: logUniform(random, [300, 6000]),
      downOctets: logUniform(random, [300, 12_000]),
      sizeSpread: random.next() < 0.4 ? uniform(random, [0, 0.05]) : uniform(random, [0.05, 1]),
      sizeCount: random.next() < 0.5 ? 1 + random.integer(5) : 0,
      seconds: logUniform(random, [0.1, 90]),
      secondsSpread: uniform(random, [0.1, 1]),
      answered: random.next() < 0.9 ? 1 : uniform(random, [0.7, 1]),
      transferShare: random.next() < 0.3 ? uniform(random, [0, 0.2]) : 0,
      transferOctets: logUniform(random, [1e4, 1e6]),
    }),
  },
  {
    name: 'connection that stays open',
    weight: 18,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      stickiness: 1,
      socket: 'kept',
      port: random.pick([443, 443, 443, 5223, 5228, 8883, 1883, 993, 5222, 4070, 22, 80]),
      gapMs:
        1000 * (random.next() < 0.6 ? random.pick(ROUND_SECONDS) : logUniform(random, [10, 1800])),
      jitter: uniform(random, [0, 0.3]),
      upOctets: logUniform(random, [1, 600]),
      downOctets: logUniform(random, [1, 600]),
      sizeSpread: random.next() < 0.6 ? 0 : uniform(random, [0, 1]),
      seconds: logUniform(random, [0.05, 5]),
    }),
  },
  {
    name: 'connectivity check',
    weight: 6,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([80, 80, 80, 443]),
      gapMs: 1000 * random.pick([60, 120, 300, 300, 300, 600]),
      jitter: uniform(random, [0, 0.05]),
      burst: random.next() < 0.7 ? 1 : 2,
      upOctets: logUniform(random, [60, 400]),
      downOctets: logUniform(random, [90, 600]),
      sizeSpread: 0,
      seconds: logUniform(random, [0.02, 0.5]),
    }),
  },
  {
    name: 'clock',
    weight: 9,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      servers: drawAddresses(random, random.next() < 0.4 ? 1 : 2 + random.integer(3), 'apart'),
      stickiness: random.next() < 0.5 ? 1 : 0,
      protocol: PROTOCOL_UDP,
      port: 123,
      socket: random.next() < 0.6 ? 'fixed' : 'new',
      gapMs:
        1000 * (random.next() < 0.7 ? 2 ** (4 + random.integer(7)) : logUniform(random, [8, 4000])),
      jitter: uniform(random, [0, 0.1]),
      burst: random.next() < 0.85 ? 1 : 8,
      burstGapMs: 2000,
      upOctets: 48,
      downOctets: 48,
      sizeSpread: 0,
      seconds: logUniform(random, [0.005, 0.3]),
      answered: random.next() < 0.85 ? 1 : uniform(random, [0, 1]),
    }),
  },
  {
    name: 'names',
    weight: 12,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      servers: drawAddresses(random, 1 + random.integer(3), 'apart'),
      stickiness: uniform(random, [0, 1]),
      protocol: PROTOCOL_UDP,
      port: random.next() < 0.9 ? 53 : random.pick([853, 443, 5353]),
      gapMs: 1000 * logUniform(random, [1, 400]),
      jitter: random.next() < 0.7 ? 2 : uniform(random, [0, 0.5]),
      burst: 1 + random.integer(6),
      burstGapMs: logUniform(random, [5, 6000]),
      upOctets: uniform(random, [28, 60]),
      downOctets: uniform(random, [60, 400]),
      sizeSpread: uniform(random, [0, 0.6]),
      sizeCount: random.next() < 0.5 ? 0 : 1 + random.integer(6),
      seconds:
        random.next() < 0.8 ? logUniform(random, [0.003, 0.3]) : logUniform(random, [0.3, 20]),
      answered: random.next() < 0.8 ? uniform(random, [0.8, 1]) : uniform(random, [0, 1]),
    }),
  },
  {
    name: 'mail and calendars',
    weight: 5,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([993, 143, 995, 443, 587]),
      gapMs: roundGap(random),
      jitter: uniform(random, [0, 0.6]),
      burst: 1 + random.integer(3),
      upOctets: logUniform(random, [600, 5000]),
      downOctets: logUniform(random, [2000, 2e4]),
      sizeSpread: uniform(random, [0.05, 0.8]),
      seconds: logUniform(random, [0.5, 60]),
      transferShare: 0.1,
      transferOctets: 1e5,
    }),
  },
  {
    name: 'updates and downloads',
    weight: 8,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([80, 80, 443]),
      gapMs: 1000 * logUniform(random, [100, 20_000]),
      jitter: 2,
      burst: 1 + random.integer(12),
      burstGapMs: logUniform(random, [100, 8000]),
      upOctets: logUniform(random, [200, 3000]),
      downOctets: logUniform(random, [2e4, 5e6]),
      sizeSpread: uniform(random, [0.5, 2]),
      seconds: logUniform(random, [0.3, 60]),
      secondsSpread: 1,
    }),
  },
  {
    name: 'page that asks again while somebody looks',
    weight: 7,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: 443,
      protocol: random.next() < 0.25 ? PROTOCOL_UDP : 6,
      gapMs: 1000 * logUniform(random, [10, 240]),
      jitter: random.next() < 0.4 ? uniform(random, [0, 0.2]) : 2,
      burst: 1 + random.integer(4),
      burstGapMs: logUniform(random, [50, 3000]),
      upOctets: logUniform(random, [800, 2e4]),
      downOctets: logUniform(random, [1000, 2e5]),
      sizeSpread: uniform(random, [0.3, 1.5]),
      seconds: logUniform(random, [1, 120]),
      secondsSpread: 1,
    }),
  },
  {
    name: 'talk and games over UDP',
    weight: 3,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      protocol: PROTOCOL_UDP,
      port: random.pick([443, 3478, 19302, 10_000 + random.integer(50_000)]),
      socket: random.next() < 0.5 ? 'kept' : 'new',
      gapMs: 1000 * logUniform(random, [5, 600]),
      jitter: uniform(random, [0, 2]),
      upOctets: logUniform(random, [60, 1e5]),
      downOctets: logUniform(random, [60, 1e5]),
      sizeSpread: uniform(random, [0, 2]),
      seconds: logUniform(random, [0.05, 100]),
    }),
  },
  {
    name: 'program whose server is gone',
    weight: 3,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([80, 443, 9100, 445, 631, 8080, 1900, 5357, 62078]),
      gapMs: 1000 * logUniform(random, [30, 3600]),
      jitter: uniform(random, [0, 1]),
      burst: 1 + random.integer(3),
      burstGapMs: logUniform(random, [500, 4000]),
      upOctets: 100,
      downOctets: 100,
      answered: random.next() < 0.6 ? 0 : uniform(random, [0, 0.3]),
      refusal: random.next() < 0.4 ? 'reset' : 'silence',
    }),
  },
  {
    name: 'small maker’s cloud',
    weight: 5,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      servers: drawAddresses(random, random.next() < 0.7 ? 1 : 2, 'together'),
      port:
        random.next() < 0.6
          ? random.pick([443, 80, 8080, 8883, 1883, 5223, 10_001, 7777])
          : Math.round(logUniform(random, [1025, 65_000])),
      gapMs: 1000 * logUniform(random, [15, 700]),
      jitter: uniform(random, [0, 0.25]),
      upOctets: logUniform(random, [100, 3000]),
      downOctets: logUniform(random, [60, 4000]),
      sizeSpread: random.next() < 0.5 ? 0 : uniform(random, [0, 0.4]),
      seconds: logUniform(random, [0.05, 3]),
    }),
  },
  {
    name: 'device that asks all the time',
    weight: 1.5,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([443, 80, 8080, 1883, 502, 161]),
      gapMs: 1000 * logUniform(random, [3, 60]),
      jitter: uniform(random, [0, 0.2]),
      upOctets: logUniform(random, [60, 1500]),
      downOctets: logUniform(random, [60, 3000]),
      sizeSpread: random.next() < 0.4 ? 0 : uniform(random, [0, 0.5]),
      seconds: logUniform(random, [0.02, 1]),
    }),
  },
  {
    name: 'measurement of speed',
    weight: 1.5,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([8080, 8080, 443, 5060, 5201]),
      gapMs: 1000 * logUniform(random, [600, 40_000]),
      jitter: 2,
      burst: 4 + random.integer(20),
      burstGapMs: logUniform(random, [100, 4000]),
      upOctets: logUniform(random, [1e4, 3e6]),
      downOctets: logUniform(random, [1e4, 5e6]),
      sizeSpread: uniform(random, [0.1, 1.5]),
      seconds: logUniform(random, [2, 30]),
    }),
  },
  {
    name: 'session of an app',
    weight: 8,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      port: random.pick([
        443,
        443,
        4070,
        5222,
        5223,
        8080,
        80,
        1935,
        3478,
        1025 + random.integer(50_000),
      ]),
      socket: random.next() < 0.5 ? 'kept' : 'new',
      gapMs: 1000 * logUniform(random, [300, 20_000]),
      jitter: 2,
      burst: 3 + random.integer(30),
      burstGapMs: 1000 * logUniform(random, [0.3, 60]),
      upOctets: logUniform(random, [60, 4000]),
      downOctets: logUniform(random, [60, 2e5]),
      sizeSpread: uniform(random, [0, 1.5]),
      seconds: logUniform(random, [0.1, 60]),
      secondsSpread: 1,
    }),
  },
  {
    name: 'proxy of an office',
    weight: 0.3,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      servers: drawAddresses(random, 1, 'together'),
      port: random.pick([3128, 3128, 8080, 8000, 1080]),
      gapMs: 1000 * logUniform(random, [2, 90]),
      jitter: 2,
      burst: 1 + random.integer(10),
      burstGapMs: logUniform(random, [50, 3000]),
      upOctets: logUniform(random, [500, 4000]),
      downOctets: logUniform(random, [1000, 3e4]),
      sizeSpread: uniform(random, [0.6, 1.8]),
      seconds: logUniform(random, [0.2, 30]),
      secondsSpread: 1,
      answered: random.next() < 0.6 ? 1 : uniform(random, [0.85, 1]),
    }),
  },
  {
    name: 'tunnel or stream',
    weight: 2,
    draw: (random) => ({
      ...CHANNEL_DEFAULTS,
      ...cloud(random),
      stickiness: 1,
      protocol: random.next() < 0.6 ? PROTOCOL_UDP : 6,
      port: random.pick([443, 1194, 51_820, 500, 4500, 1935, 8080]),
      socket: random.next() < 0.7 ? 'kept' : 'new',
      gapMs: 1000 * logUniform(random, [5, 300]),
      jitter: uniform(random, [0, 0.5]),
      upOctets: logUniform(random, [1e3, 1e6]),
      downOctets: logUniform(random, [1e4, 1e7]),
      sizeSpread: uniform(random, [0.1, 1]),
      seconds: logUniform(random, [3, 300]),
    }),
  },
]

const WEIGHT_SUM = INNOCENT_KINDS.reduce((sum, { weight }) => sum + weight, 0)

/** One kind's channel, where a mixture would have too few of it. */
export function drawInnocentOf(random: SeededRandom, name: InnocentName): Channel {
  return finished(random, INNOCENT_KINDS.find((one) => one.name === name)!)
}

export function drawInnocent(random: SeededRandom): Channel {
  let target = random.next() * WEIGHT_SUM
  const kind = INNOCENT_KINDS.find(({ weight }) => {
    target -= weight
    return target < 0
  })
  return finished(random, kind ?? INNOCENT_KINDS[0]!)
}

function finished(random: SeededRandom, kind: Kind): Channel {
  const drawn = kind.draw(random)
  const clientSpread = random.next() < 0.55 ? 0 : uniform(random, [0.05, 0.8])
  return { ...drawn, ...drawPauses(random, 0.35), clientSpread }
}
