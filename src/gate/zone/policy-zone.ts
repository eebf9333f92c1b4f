import { type FaceInput, rpzRecords, SOA_NUMBERS } from '../warning/faces/index.ts'
import { type ResourceRecord, TYPES, writeName, writeRecord } from './wire.ts'

/** A zone as it stands under one serial. */
export type ZoneVersion = {
  readonly serial: number
  readonly soa: Buffer
  /** Everything but the SOA, by what tells records apart. */
  readonly records: ReadonlyMap<string, Buffer>
}

/** Older versions that a secondary may still have; who has an older one takes the zone whole. */
const VERSIONS_MAX = 64
const TTL_S = 60

/** The zone and what it was: enough to tell a secondary only what changed. */
export class PolicyZone {
  readonly origin: string
  #versions: ZoneVersion[] = []

  /** @param origin `rpz.hub.example.jp` */
  constructor(origin: string) {
    this.origin = origin.toLowerCase()
  }

  get current(): ZoneVersion | undefined {
    return this.#versions.at(-1)
  }

  /**
   * Takes the list as it is now. Answers whether the zone changed: only then is there a new serial, one above
   * the last, so that every change is one that secondaries hear of, also those that only time made.
   */
  update(input: FaceInput): boolean {
    const records = new Map(
      rpzRecords(input).map(({ owner, type, data }) => {
        const record = this.#record(owner, type, data)
        return [record.toString('latin1'), record]
      }),
    )
    const ns = this.#record('@', 'NS', 'localhost')
    records.set(ns.toString('latin1'), ns)
    const { current } = this
    if (current && hasSameKeys(current.records, records)) return false
    const serial = current ? (current.serial + 1) % 2 ** 32 : firstSerial(input.nowMs)
    this.#versions.push({ serial, soa: this.#soa(serial), records })
    if (this.#versions.length > VERSIONS_MAX) this.#versions.shift()
    return true
  }

  /** The version of a serial, if it is remembered. */
  versionOf(serial: number): ZoneVersion | undefined {
    return this.#versions.find((each) => each.serial === serial)
  }

  #record(owner: string, type: string, data: string): Buffer {
    const name = owner === '@' ? this.origin : `${owner}.${this.origin}`
    const record: ResourceRecord =
      type === 'TXT'
        ? { name, type: TYPES.txt, ttl: TTL_S, octets: text(data.replaceAll('"', '')) }
        : {
            name,
            type: type === 'NS' ? TYPES.ns : TYPES.cname,
            ttl: TTL_S,
            octets: writeName(data === '.' ? '' : data),
          }
    return writeRecord(record)
  }

  #soa(serial: number): Buffer {
    const numbers = Buffer.alloc(20)
    for (const [index, value] of [serial, ...SOA_NUMBERS].entries())
      numbers.writeUInt32BE(value, 4 * index)
    const octets = Buffer.concat([
      writeName('localhost'),
      writeName(`hostmaster.${this.origin}`),
      numbers,
    ])
    return writeRecord({ name: this.origin, type: TYPES.soa, ttl: TTL_S, octets })
  }
}

/**
 * Seconds since 2026. A zone changes by single steps and less than once a second on the long run, so a process that
 * starts anew is ahead of the one before it, and secondaries come to see.
 */
const firstSerial = (nowMs: number): number =>
  Math.max(1, Math.floor((nowMs - Date.UTC(2026, 0, 1)) / 1000)) % 2 ** 32

function hasSameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a.size !== b.size) return false
  for (const key of a.keys()) if (!b.has(key)) return false
  return true
}

const text = (words: string): Buffer => Buffer.concat([Buffer.of(words.length), Buffer.from(words)])
