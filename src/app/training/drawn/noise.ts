import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { logUniform, uniform } from '../../../country/traffic/draw.ts'
import { drawAddress } from './address-pool.ts'
import { CHANNEL_DEFAULTS, playChannel } from './channel.ts'
import type { Emit } from './conversation.ts'

type Span = { readonly fromMs: number; readonly toMs: number }

const ATTACKED_PORTS = [22, 23, 80, 443, 445, 1433, 3389, 5900, 8080] as const
/** Services that malware tries, and port 25, where it sends mail. */
const SCANNED_PORTS = [22, 23, 23, 25, 445, 2323, 5555, 8080, 37_215] as const

/** Strangers knock at a host, and some try its passwords, as they do everywhere. */
export function attackFromOutside(
  random: SeededRandom,
  host: number,
  span: Span,
  emit: Emit,
): void {
  const strangers = Math.round(logUniform(random, [2, 150]))
  for (let i = 0; i < strangers; i++) {
    const isBruteForce = random.next() < 0.15
    const isProbe = random.next() < 0.4
    const channel = {
      ...CHANNEL_DEFAULTS,
      servers: [host],
      port: isProbe ? 1 + random.integer(65_000) : random.pick(ATTACKED_PORTS),
      gapMs:
        1000 * (isBruteForce ? logUniform(random, [0.5, 60]) : logUniform(random, [100, 20_000])),
      jitter: isBruteForce ? uniform(random, [0, 1]) : 2,
      upOctets: logUniform(random, [40, 3000]),
      downOctets: logUniform(random, [40, 3000]),
      seconds: logUniform(random, [0.05, 10]),
      answered: isBruteForce || isProbe ? uniform(random, [0, 1]) : 0,
      burst: isProbe ? 1 + random.integer(20) : 1,
      burstGapMs: logUniform(random, [50, 10_000]),
      refusal: random.next() < 0.5 ? ('reset' as const) : ('silence' as const),
    }
    const fromMs = span.fromMs + random.next() * (span.toMs - span.fromMs)
    playChannel(random, channel, drawAddress(random), { fromMs, toMs: span.toMs }, emit)
  }
}

/** What an infected device does besides asking for orders. */
export function scan(random: SeededRandom, host: number, span: Span, emit: Emit): void {
  const port = random.pick(SCANNED_PORTS)
  const targets = Math.round(logUniform(random, [20, 1500]))
  for (let i = 0; i < targets; i++)
    emit({
      startMs: span.fromMs + random.next() * (span.toMs - span.fromMs),
      durationMs: 0,
      client: host,
      server: drawAddress(random),
      clientPort: 1025 + random.integer(60_000),
      port,
      protocol: PROTOCOL_TCP,
      upPackets: 1,
      upOctets: 40,
      downPackets: 0,
      downOctets: 0,
      upFlags: 2,
      downFlags: 0,
    })
}

/** A file-sharing client: many peers alike, a good part of them gone. */
export function swarm(random: SeededRandom, host: number, span: Span, emit: Emit): void {
  const peers = Math.round(logUniform(random, [15, 150]))
  const upOctets = logUniform(random, [60, 400])
  for (let i = 0; i < peers; i++) {
    const channel = {
      ...CHANNEL_DEFAULTS,
      servers: [drawAddress(random)],
      protocol: random.next() < 0.6 ? PROTOCOL_UDP : PROTOCOL_TCP,
      port: 1025 + random.integer(60_000),
      gapMs: 1000 * logUniform(random, [60, 1000]),
      jitter: uniform(random, [0.05, 1]),
      upOctets,
      downOctets: logUniform(random, [60, 2000]),
      sizeSpread: uniform(random, [0, 0.3]),
      answered: random.next() < 0.4 ? 0 : 1,
      transferShare: 0.03,
      transferOctets: 1e6,
    }
    playChannel(random, channel, host, span, emit)
  }
}
