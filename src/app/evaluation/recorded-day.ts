import type { SeededRandom } from '../../core/random.ts'
import {
  type RecordedFlow,
  type Recording,
  recordedChannel,
  recordedHost,
} from '../../country/index.ts'
import { logUniform } from '../../country/traffic/draw.ts'
import type { RecordedMaterial } from './recorded-material.ts'

/** Subscribers that live through one machine's day with one set of servers. */
const COPIES_OF_A_GROUP = 3
/** Of how many groups a server may be common: a few in common, most of one's own. */
const GROUPS_OF_A_SERVER = [1, 60] as const
const BOTS = [1, 26] as const
/** A channel is slowed down until its median gap is one of these, in ms. */
const GAPS_MS = [10_000, 120_000] as const
const JITTERS = [0, 0, 0.1, 0.3, 0.5] as const
const DEAD_SHARE = 0.2
const PADDED_SHARE = 0.2
const SINKHOLE_ANSWER_OCTETS = 180
const PORTS = [443, 443, 443, 80, 8080, 8443, 6667, 1177, 4444, 9001, 48_101, 2222, 53] as const
const SYN = 2

/**
 * A provider's day of recordings: innocent machines, each copied to subscribers in groups that have servers
 * of their own, and channels of real controllers with some bots each, dead, padded or jittered; and sinkholes,
 * to which channels of several controllers lead and which answer all of them alike.
 */
export function drawRecordedDay(
  random: SeededRandom,
  { channels, hosts }: RecordedMaterial,
  size: { readonly subscribers: number; readonly controllers: number; readonly sinkholes: number },
): readonly Recording[] {
  const groups = Math.ceil(size.subscribers / COPIES_OF_A_GROUP)
  const spread = spreadServers(random.fork('servers'))
  const people = Array.from({ length: groups }, (_, group) => {
    const flows = random
      .pick(hosts)
      .map((flow) => ({ ...flow, server: spread(flow.server, group) }))
    return recordedHost(flows, {
      copies: COPIES_OF_A_GROUP,
      isRepeated: false,
      phase: 'independent',
    })
  })
  const planted = Array.from({ length: size.controllers }, () => drawChannel(random, channels))
  const sinkholes = Array.from({ length: size.sinkholes }, (_, i) =>
    drawSinkhole(random, channels, i),
  )
  return [...people, ...planted, ...sinkholes]
}

/** Recorded server → a name of its own in each circle of groups that share it. */
function spreadServers(random: SeededRandom): (server: string, group: number) => string {
  const circles = new Map<string, number>()
  const names = new Map<string, string>()
  return (server, group) => {
    let count = circles.get(server)
    if (count === undefined) {
      count = Math.round(logUniform(random, GROUPS_OF_A_SERVER))
      circles.set(server, count)
    }
    const key = `${server} ${Math.floor(group / count)}`
    let name = names.get(key)
    if (name === undefined) {
      name = server.includes(':') ? server : anyAddress(random)
      names.set(key, name)
    }
    return name
  }
}

function drawChannel(random: SeededRandom, channels: RecordedMaterial['channels']): Recording {
  const { name, flows } = random.pick(channels)
  const isDead = random.next() < DEAD_SHARE
  const isPadded = random.next() < PADDED_SHARE
  const port = random.next() < 0.3 ? flows[0]!.serverPort : random.pick(PORTS)
  const changed = slowed(random, flows).map((flow) => {
    const padding = isPadded ? 1 + 2 * random.next() : 1
    return { ...padded(isDead ? unanswered(random, flow) : flow, padding), serverPort: port }
  })
  return recordedChannel(changed, {
    role: 'controller',
    label: `${name}${isDead ? ', dead' : ''}${isPadded ? ', padded' : ''}`,
    copies: Math.floor(logUniform(random, BOTS)),
    jitter: random.pick(JITTERS),
  })
}

function drawSinkhole(
  random: SeededRandom,
  channels: RecordedMaterial['channels'],
  index: number,
): Recording {
  const port = random.pick([80, 443, 8080])
  // One address inside the documentation range of the recording; the country gives it another.
  const server = `192.0.2.${1 + index}`
  const flows = [random.pick(channels), random.pick(channels)].flatMap((channel) =>
    slowed(random, channel.flows).map((flow) => ({
      ...flow,
      server,
      serverPort: port,
      ...(flow.isFromServer
        ? {}
        : { reversePackets: 3, reverseOctets: SINKHOLE_ANSWER_OCTETS, reverseTcpFlags: 27 }),
    })),
  )
  return recordedChannel(flows, {
    role: 'sinkhole',
    label: 'sinkhole',
    copies: Math.floor(logUniform(random, BOTS)),
    jitter: 0.1,
  })
}

function slowed(random: SeededRandom, flows: readonly RecordedFlow[]): RecordedFlow[] {
  const starts = flows.map(({ startMs }) => startMs).sort((a, b) => a - b)
  const gaps = starts.slice(1).map((start, i) => start - starts[i]!)
  gaps.sort((a, b) => a - b)
  const median = Math.max(1, gaps[gaps.length >> 1] ?? 1)
  const stretch = Math.max(1, logUniform(random, GAPS_MS) / median)
  return flows.map((flow) => ({
    ...flow,
    startMs: starts[0]! + (flow.startMs - starts[0]!) * stretch,
  }))
}

function unanswered(random: SeededRandom, flow: RecordedFlow): RecordedFlow {
  const tries = 1 + random.integer(3)
  return {
    ...flow,
    isFromServer: false,
    durationMs: tries === 1 ? 0 : 3000 * (tries - 1),
    packets: tries,
    octets: 60 * tries,
    reversePackets: 0,
    reverseOctets: 0,
    tcpFlags: SYN,
    reverseTcpFlags: 0,
  }
}

const padded = (flow: RecordedFlow, factor: number): RecordedFlow => ({
  ...flow,
  octets: Math.round(flow.octets * factor),
  reverseOctets: Math.round(flow.reverseOctets * factor),
})

const anyAddress = (random: SeededRandom): string =>
  `${11 + random.integer(80)}.${random.integer(256)}.${random.integer(256)}.${1 + random.integer(253)}`
