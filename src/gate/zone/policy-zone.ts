import { parseAddress } from '../../core/address.ts'
import { SOA_NUMBERS, type ZoneRecord } from '../warning/faces/index.ts'
import { TYPES, writeName, writeRecord } from './wire.ts'

/** A zone as it stands under one serial. */
export type ZoneVersion = {
  readonly serial: number
  readonly soa: Buffer
  /** Everything but the SOA, by what tells records apart. */
  readonly records: ReadonlyMap<string, Buffer>
}

/** Older versions that a secondary may still have; who has an older one takes the zone whole. */
const VERSIONS_MAX = 64
const IPV4_OFFSET = 12
const NAME_SERVER: ZoneRecord = { owner: '@', type: 'NS', data: 'localhost' }

/** The zone and what it was: enough to tell a secondary only what changed. */
export class PolicyZone {
  readonly origin: string
  readonly #numbers: readonly number[]
  #versions: ZoneVersion[] = []

  /**
   * @param origin `rpz.hub.example.jp`
   * @param numbers of the SOA in seconds: refresh, retry, expire, and how long answers made from the zone are kept
   */
  constructor(origin: string, numbers: readonly number[] = SOA_NUMBERS) {
    this.origin = origin.toLowerCase()
    this.#numbers = numbers
  }

  get current(): ZoneVersion | undefined {
    return this.#versions.at(-1)
  }

  /**
   * Takes everything but the SOA as it is now. Answers whether the zone changed: only then is there a new serial,
   * above the last, so that every change is one that secondaries hear of, also those that only time made.
   */
  update(now: Iterable<ZoneRecord>, nowMs: number): boolean {
    const { current } = this
    const records = new Map<string, Buffer>()
    for (const record of [...now, NAME_SERVER]) {
      const key = `${record.owner} ${record.type} ${record.data}`
      // What was written once stays as it is: a change costs what changed, not the zone.
      records.set(key, current?.records.get(key) ?? this.#write(record))
    }
    if (current && hasSameKeys(current.records, records)) return false
    const serial = current ? nextSerial(current.serial, nowMs) : clockSerial(nowMs)
    this.#remember({ serial, soa: this.#soa(serial), records })
    return true
  }

  /**
   * A secondary holds a version that is none of ours: of an earlier run whose clock was ahead. The zone goes on above
   * it, or the secondary would keep what it has.
   */
  riseAbove(held: number): void {
    const { current } = this
    if (!current || isAhead(current.serial, held)) return
    const serial = (held + 1) % 2 ** 32
    this.#remember({ ...current, serial, soa: this.#soa(serial) })
  }

  #remember(version: ZoneVersion): void {
    this.#versions.push(version)
    if (this.#versions.length > VERSIONS_MAX) this.#versions.shift()
  }

  /** The version of a serial, if it is remembered. */
  versionOf(serial: number): ZoneVersion | undefined {
    return this.#versions.find((each) => each.serial === serial)
  }

  #write({ owner, type, data }: ZoneRecord): Buffer {
    const name = owner === '@' ? this.origin : `${owner}.${this.origin}`
    return writeRecord({
      name,
      type: TYPE_NUMBERS[type],
      ttl: this.#ttl,
      octets: octetsOf(type, data),
    })
  }

  get #ttl(): number {
    return this.#numbers.at(-1)!
  }

  #soa(serial: number): Buffer {
    const numbers = Buffer.alloc(20)
    for (const [index, value] of [serial, ...this.#numbers].entries())
      numbers.writeUInt32BE(value, 4 * index)
    const octets = Buffer.concat([
      writeName('localhost'),
      writeName(`hostmaster.${this.origin}`),
      numbers,
    ])
    return writeRecord({ name: this.origin, type: TYPES.soa, ttl: this.#ttl, octets })
  }
}

/**
 * Sixteenths of a second since 2026, or a step above the last. Secondaries keep a zone over restarts of ours and take only
 * what is newer (RFC 1982), so a process that starts anew must be ahead of the one before it, also after a burst
 * of changes. It comes round after eight years, and a secondary that was away for four takes it for older.
 */
const SERIALS_PER_SECOND = 16

function clockSerial(nowMs: number): number {
  const count = Math.floor(((nowMs - Date.UTC(2026, 0, 1)) * SERIALS_PER_SECOND) / 1000)
  return Math.max(1, count) % 2 ** 32
}

function nextSerial(last: number, nowMs: number): number {
  const byClock = clockSerial(nowMs)
  return isAhead(byClock, last) ? byClock : (last + 1) % 2 ** 32
}

/** RFC 1982 §3.2. */
function isAhead(serial: number, other: number): boolean {
  const distance = (serial - other + 2 ** 32) % 2 ** 32
  return distance > 0 && distance < 2 ** 31
}

function hasSameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a.size !== b.size) return false
  for (const key of a.keys()) if (!b.has(key)) return false
  return true
}

const TYPE_NUMBERS: Readonly<Record<ZoneRecord['type'], number>> = {
  A: TYPES.a,
  AAAA: TYPES.aaaa,
  CNAME: TYPES.cname,
  NS: TYPES.ns,
  TXT: TYPES.txt,
}

function octetsOf(type: ZoneRecord['type'], data: string): Uint8Array {
  switch (type) {
    case 'A':
      return addressOctets(data).subarray(IPV4_OFFSET)
    case 'AAAA':
      return addressOctets(data)
    case 'TXT':
      return text(data.replaceAll('"', ''))
    default:
      return writeName(data === '.' ? '' : data)
  }
}

function addressOctets(data: string): Uint8Array {
  const octets = parseAddress(data)
  if (!octets) throw new Error('an address record holds an address')
  return octets
}

const text = (words: string): Buffer => Buffer.concat([Buffer.of(words.length), Buffer.from(words)])
