import { formatAddress, parseAddress } from '../../../core/address.ts'
import type { CrowdSecDecision } from './crowdsec.ts'
import {
  crowdSecChanges,
  crowdSecStartup,
  FACES,
  type Face,
  type FaceInput,
  type StixIndicator,
} from './index.ts'

/** Somebody who reads a face now and then, as the software does that reads it, and acts on what it says. */
export type Consumer = {
  readonly name: string
  /** What it can tell apart. */
  readonly grain: 'endpoint' | 'port' | 'address'
  /** Whether it acts only on what may be blocked. */
  readonly isBlocking: boolean
  poll(input: FaceInput): void
  /** What it acts on at this instant: `address`, `address port` or `address protocol port`. */
  actsOn(nowMs: number): Set<string>
}

const bodyOf = (face: string, input: FaceInput, pattern: RegExp): string => {
  const files = faceNamed(face).render(input)
  return files.find(({ path }) => pattern.test(path))?.body ?? ''
}
const faceNamed = (name: string): Face => FACES.find((face) => face.name === name)!

/** A program that reads a whole file again and forgets what it had. */
function reloading(
  face: string,
  grain: Consumer['grain'],
  isBlocking: boolean,
  read: (input: FaceInput) => readonly string[],
): () => Consumer {
  return () => {
    let held = new Set<string>()
    return {
      name: face,
      grain,
      isBlocking,
      poll: (input) => {
        held = new Set(read(input))
      },
      actsOn: () => held,
    }
  }
}

const csv = reloading('csv', 'endpoint', false, (input) =>
  bodyOf('csv', input, /csv$/)
    .split('\r\n')
    .slice(1, -1)
    .map((row) => row.split(',').slice(0, 3).join(' ')),
)

const suricata = reloading('suricata-iprep', 'address', false, (input) =>
  bodyOf('suricata-iprep', input, /reputation/)
    .split('\n')
    .filter((line) => /^[^,]+,[1-6],([1-9]\d?|1[01]\d|12[0-7])$/.test(line))
    .map((line) => line.split(',')[0]!),
)

function jsonLines(): Consumer {
  let rows: {
    address: string
    protocol: string
    port: number
    status: string
    validUntil: string
  }[]
  rows = []
  return {
    name: 'json-lines',
    grain: 'endpoint',
    isBlocking: false,
    poll: (input) => {
      const [, ...lines] = bodyOf('json-lines', input, /jsonl$/)
        .trimEnd()
        .split('\n')
      rows = lines.map((line) => JSON.parse(line))
    },
    actsOn: (nowMs) =>
      new Set(
        rows
          .filter(({ status, validUntil }) => status === 'active' && nowMs < Date.parse(validUntil))
          .map(({ address, protocol, port }) => `${address} ${protocol} ${port}`),
      ),
  }
}

/** Keeps of every id the object that was modified last, as STIX asks. */
function stix(): Consumer {
  const held = new Map<string, StixIndicator>()
  return {
    name: 'stix',
    grain: 'endpoint',
    isBlocking: false,
    poll: (input) => {
      const objects = JSON.parse(bodyOf('stix', input, /json$/)).objects as StixIndicator[]
      for (const object of objects) {
        const before = held.get(object.id)
        if (before?.revoked) continue
        if (!before || before.modified < object.modified) held.set(object.id, object)
      }
    },
    actsOn: (nowMs) =>
      new Set(
        [...held.values()]
          .filter(
            (each) =>
              !each.revoked &&
              Date.parse(each.valid_from) <= nowMs &&
              nowMs < Date.parse(each.valid_until),
          )
          .map(({ pattern }) => {
            const [, address, port, protocol] =
              /dst_ref\.value = '([^']+)' AND .*dst_port = (\d+) AND .* = '(\w+)'\]$/.exec(pattern)!
            return `${address} ${protocol} ${port}`
          }),
      ),
  }
}

/** Takes an event when its timestamp has risen, and an attribute when its own has. */
function misp(): Consumer {
  const events = new Map<string, number>()
  const attributes = new Map<string, { value: string; timestamp: number; isActive: boolean }>()
  return {
    name: 'misp-feed',
    grain: 'port',
    isBlocking: false,
    poll: (input) => {
      const files = new Map(
        faceNamed('misp-feed')
          .render(input)
          .map((f) => [f.path, f.body]),
      )
      const manifest = JSON.parse(files.get('manifest.json')!) as Record<
        string,
        { timestamp: string }
      >
      for (const [uuid, { timestamp }] of Object.entries(manifest)) {
        if (Number(timestamp) <= (events.get(uuid) ?? 0)) continue
        events.set(uuid, Number(timestamp))
        for (const each of JSON.parse(files.get(`${uuid}.json`)!).Event.Attribute) {
          if (Number(each.timestamp) <= (attributes.get(each.uuid)?.timestamp ?? 0)) continue
          const isActive = each.to_ids && !each.deleted
          attributes.set(each.uuid, {
            value: each.value.replace('|', ' '),
            timestamp: Number(each.timestamp),
            isActive,
          })
        }
      }
    },
    actsOn: () =>
      new Set([...attributes.values()].filter((e) => e.isActive).map(({ value }) => value)),
  }
}

/** A secondary: it transfers the zone when the serial is greater (RFC 1982). */
function rpz(): Consumer {
  let serial = -1
  let held = new Set<string>()
  return {
    name: 'rpz',
    grain: 'address',
    isBlocking: true,
    poll: (input) => {
      const body = bodyOf('rpz', input, /zone$/)
      const offered = Number(/ SOA \S+ \S+ (\d+)/.exec(body)![1])
      if (serial >= 0 && (offered - serial) % 2 ** 32 <= 0) return
      serial = offered
      held = new Set(
        [...body.matchAll(/^(\S+)\.rpz-ip CNAME \.$/gm)].map(([, name]) => unreverse(name!)),
      )
    },
    actsOn: () => held,
  }
}

function unreverse(name: string): string {
  const [length, ...parts] = name.split('.')
  const text =
    length === '32'
      ? parts.toReversed().join('.')
      : parts
          .toReversed()
          .join(':')
          .replace(/:?zz:?/, '::')
  return formatAddress(parseAddress(text)!)
}

/** Elements leave by themselves when their time is over. */
function nftables(): Consumer {
  let elements = new Map<string, number>()
  return {
    name: 'nftables',
    grain: 'endpoint',
    isBlocking: true,
    poll: (input) => {
      const body = bodyOf('nftables', input, /nft$/)
      const lines = [...body.matchAll(/^ {2}(\S+) \. (\w+) \. (\d+) timeout (\d+)s,?$/gm)]
      elements = new Map(
        lines.map(([, address, protocol, port, seconds]) => [
          `${address} ${protocol} ${port}`,
          input.nowMs + Number(seconds) * 1000,
        ]),
      )
    },
    actsOn: (nowMs) =>
      new Set([...elements].filter(([, endMs]) => nowMs < endMs).map(([element]) => element)),
  }
}

/** A bouncer that remembers how far it has heard. */
function crowdSec(): Consumer {
  let cursor = -1
  const bans = new Map<string, number>()
  const endOf = ({ duration }: CrowdSecDecision, nowMs: number) =>
    nowMs + Number.parseInt(duration, 10) * 1000
  return {
    name: 'crowdsec',
    grain: 'address',
    isBlocking: true,
    poll: (input) => {
      const changed = input.listed.filter(({ sequence }) => sequence > cursor)
      const told = cursor < 0 ? crowdSecStartup(input) : crowdSecChanges(input, changed)
      cursor = input.version
      for (const decision of told.deleted) bans.delete(decision.value)
      for (const decision of told.new) bans.set(decision.value, endOf(decision, input.nowMs))
    },
    actsOn: (nowMs) =>
      new Set([...bans].filter(([, endMs]) => nowMs < endMs).map(([address]) => address)),
  }
}

export const CONSUMERS: readonly (() => Consumer)[] = [
  csv,
  jsonLines,
  stix,
  misp,
  suricata,
  rpz,
  nftables,
  crowdSec,
]
