import { PROTOCOL_UDP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { logUniform, uniform } from '../../../country/traffic/draw.ts'
import { drawAddresses } from './address-pool.ts'
import { CHANNEL_DEFAULTS, type Channel, drawPauses } from './channel.ts'

const WEB_PORTS = [443, 443, 80, 80, 8080, 8443] as const
const USUAL_PORTS = [6667, 4444, 5555, 1337, 9001, 2222, 81, 23, 53] as const

/**
 * Command and control, as families of behaviour: what is common to them is a program that connects to one
 * place again and again with little to say. Everything else is drawn widely: from twice a second to once
 * in an hour, alive, flaky or dead, on web ports or others.
 */
export function drawController(random: SeededRandom): Channel {
  const gapSeconds =
    random.next() < 0.75 ? logUniform(random, [0.4, 300]) : logUniform(random, [60, 4000])
  const port = drawPort(random)
  const life = random.next()
  const isPadded = random.next() < 0.2
  const isSession = random.next() < 0.12
  // Orders and loot by plain downloads: nothing about a single contact is steady.
  const isUneven = random.next() < 0.12
  const up = logUniform(random, [40, 4000])
  return {
    ...CHANNEL_DEFAULTS,
    servers: drawAddresses(random, random.next() < 0.9 ? 1 : 2, 'apart'),
    stickiness: random.next() < 0.5 ? 1 : 0.5,
    port,
    protocol: random.next() < 0.07 ? PROTOCOL_UDP : 6,
    socket: isSession ? 'kept' : 'new',
    gapMs: 1000 * gapSeconds,
    jitter: isUneven ? 2 : drawJitter(random),
    ...drawPauses(random, 0.35),
    burst: isUneven ? 1 + random.integer(8) : random.next() < 0.85 ? 1 : 2 + random.integer(3),
    burstGapMs: logUniform(random, [100, 3000]),
    upOctets: up,
    downOctets: isUneven
      ? logUniform(random, [1000, 2e5])
      : random.next() < 0.5
        ? logUniform(random, [40, 8000])
        : up * logUniform(random, [0.2, 5]),
    sizeSpread: isUneven
      ? uniform(random, [0.5, 1.8])
      : isPadded
        ? uniform(random, [0.2, 0.8])
        : uniform(random, [0, 0.1]),
    sizeCount: isUneven || isPadded || random.next() < 0.3 ? 0 : 1 + random.integer(4),
    seconds: Math.min(gapSeconds, logUniform(random, [0.03, 60])),
    secondsSpread: uniform(random, [0.05, 0.8]),
    answered: life < 0.55 ? 1 : life < 0.75 ? uniform(random, [0.1, 0.98]) : 0,
    refusal: random.next() < 0.3 ? 'reset' : 'silence',
    transferShare: random.next() < 0.4 ? uniform(random, [0, 0.08]) : 0,
    transferOctets: logUniform(random, [5e3, 1e6]),
    clientSpread: random.next() < 0.75 ? 0 : uniform(random, [0.02, 0.3]),
  }
}

function drawPort(random: SeededRandom): number {
  const draw = random.next()
  if (draw < 0.5) return random.pick(WEB_PORTS)
  return draw < 0.7 ? random.pick(USUAL_PORTS) : Math.round(logUniform(random, [1025, 65_000]))
}

/** A fixed sleep, one that deviates, or no rhythm worth the name. */
function drawJitter(random: SeededRandom): number {
  const draw = random.next()
  if (draw < 0.4) return uniform(random, [0, 0.05])
  return draw < 0.8 ? uniform(random, [0.05, 1]) : 2
}
