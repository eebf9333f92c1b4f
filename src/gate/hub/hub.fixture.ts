import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { ManualClock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { LogPolicy } from '../log/follow-log.ts'
import { NOTE_TYPES } from '../log/note.ts'
import { type TileStore, tileMemory } from '../log/tile-store.ts'
import { PLAIN_LINT } from '../warning/lint.ts'
import { follow, type Trusted } from '../warning/trust/follow.ts'
import { issueRoot } from '../warning/trust/issue.ts'
import { trustFirstRoot } from '../warning/trust/root.ts'
import { instantOf } from '../warning/trust/shape.ts'
import { SigningKey } from '../warning/trust/signing-key.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { createHub, type Hub } from './hub.ts'
import type { Member, MemberProfile } from './member.ts'

export const STARTED_MS = Date.UTC(2026, 10, 21, 12, 34)
export const LOG_ORIGIN = 'hub.example.jp/log'
const HUB_KEYS = [1, 2, 3, 10, 20, 30].map((seed) => new SigningKey(Buffer.alloc(32, seed)))
const [ROOT_A, ROOT_B, ROOT_C, LIST_KEY, HEAD_KEY, LOG_KEY] = HUB_KEYS as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
]
export const LOG_POLICY: LogPolicy = {
  logKeys: [{ name: LOG_ORIGIN, type: NOTE_TYPES.signature, key: LOG_KEY.publicKey }],
  witnesses: [],
  quorum: 0,
}

const rootOf = (version: number, list: SigningKey): string =>
  issueRoot(
    {
      type: 'root',
      hub: 'hub.example.jp',
      version,
      expiresAt: instantOf(STARTED_MS + 365 * DAY_MS),
      roles: {
        root: { keys: [ROOT_A, ROOT_B, ROOT_C].map((key) => key.publicKey), threshold: 2 },
        list: { keys: [list.publicKey], threshold: 1 },
        head: { keys: [HEAD_KEY.publicKey], threshold: 1 },
      },
    },
    [ROOT_A, ROOT_B],
  )
export const ROOT_TEXT = rootOf(1, LIST_KEY)
const SECOND_LIST_KEY = new SigningKey(Buffer.alloc(32, 11))

/** A hub on a database, with keys and octets that are the same in every run. */
export async function hubOn(
  database: Database,
  clock: ManualClock = new ManualClock(STARTED_MS),
  store: TileStore = tileMemory(),
  { hasCanaries = false, isRekeyed = false } = {},
): Promise<Hub> {
  let drawn = 0
  const draw = (count: number): Uint8Array => {
    const hash = createHash('sha512').update(`octets ${clock.nowMs()} ${drawn++}`).digest()
    return hash.subarray(0, count)
  }
  return createHub(database, clock, draw, {
    agreeing: 2,
    isSynthetic: false,
    canaryPrefix: hasCanaries ? parsePrefix('5.5.0.0/16')! : null,
    keys: {
      hub: 'hub.example.jp',
      list: isRekeyed ? SECOND_LIST_KEY : LIST_KEY,
      head: HEAD_KEY,
      roots: isRekeyed ? [ROOT_TEXT, rootOf(2, SECOND_LIST_KEY)] : [ROOT_TEXT],
      watermarkSecret: Buffer.alloc(32, 77),
    },
    log: { origin: LOG_ORIGIN, key: LOG_KEY, store },
  })
}

export const profileOf = (name: string, change: Partial<MemberProfile> = {}): MemberProfile => ({
  name,
  group: `${name} group`,
  sector: 'telecom',
  roles: ['analysing', 'receiving'],
  uses: ['notify-subscribers', 'block-with-consent'],
  ownPrefixes: [],
  interestPrefixes: null,
  contacts: [`noc@${name}.example`],
  vetting: { by: 'Sato', basis: 'agreement 2026-07' },
  endsAtMs: STARTED_MS + 365 * DAY_MS,
  ...change,
})

let keyCount = 100

/** A member who joined with a key of its own. */
export async function joined(
  hub: Hub,
  id: string,
  change: Partial<MemberProfile> = {},
): Promise<{ member: Member; key: SigningKey }> {
  const { secret } = await hub.members.add(id, profileOf(id, change), 'Sato')
  const seed = createHash('sha256').update(`key ${keyCount++}`).digest()
  const key = new SigningKey(seed)
  return { member: await hub.members.join(secret, key.publicKey), key }
}

/** A member's side, as far as the documents go. */
export class Follower {
  #hub: Hub
  readonly #clock: ManualClock
  readonly id: string
  trusted: Trusted

  constructor(hub: Hub, clock: ManualClock, id: string) {
    this.#hub = hub
    this.#clock = clock
    this.id = id
    const root = trustFirstRoot(ROOT_TEXT).signed
    this.trusted = { view: id, root, head: null, list: null, warnings: new Map() }
  }

  /** The hub was started again, with other keys or on another machine. */
  move(hub: Hub): void {
    this.#hub = hub
  }

  /** Which kinds of documents came. */
  async sync(): Promise<string[]> {
    const { root, list } = this.trusted
    const member = await this.#hub.members.get(this.id)
    const offer = await this.#hub.issuer.offer(member, { rootVersion: root.version, list })
    this.trusted = follow(this.trusted, offer, this.#clock.nowMs(), PLAIN_LINT)
    return offer.documents.map((text) => JSON.parse(text).signed.type)
  }

  /** Says that it holds and enforces what it has. */
  async acknowledge(): Promise<void> {
    const member = await this.#hub.members.get(this.id)
    const version = this.trusted.list?.version ?? 0
    await this.#hub.ledger.acknowledge(member, version, version)
  }

  statusOf(id: string): string | undefined {
    return this.trusted.warnings.get(id)?.status
  }
}

/** A hub, its clock, and whatever tests do with it. */
export class HubWorld {
  readonly clock = new ManualClock(STARTED_MS)
  readonly store = tileMemory()
  #hub: Hub | undefined
  #number = 0

  async open(database: Database): Promise<Hub> {
    this.#hub = await hubOn(database, this.clock, this.store)
    return this.#hub
  }

  /** About an address that no other test has, three days from now. */
  fresh(change: Partial<Warning> = {}): Warning {
    const number = this.#number++
    return warningOn(`8.8.${number >> 8}.${number & 255}`, {
      validFrom: wholeHour(this.clock.nowMs()),
      validUntil: wholeHour(this.clock.nowMs() + 72 * HOUR_MS),
      ...change,
    })
  }

  /** Submits as a member; answers the refusals. */
  async take(id: string, ...warnings: unknown[]): Promise<(string | null)[]> {
    const hub = this.#hub!
    const outcomes = await hub.list.submit(await hub.members.get(id), warnings)
    return outcomes.map(({ refusal }) => refusal)
  }

  /** A new member, and its side of the line. */
  async follower(id: string, change: Partial<MemberProfile> = {}): Promise<Follower> {
    await joined(this.#hub!, id, change)
    return new Follower(this.#hub!, this.clock, id)
  }
}

export const refused = (promise: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof NoroshiError, String(error))
    assert.equal(error.code, code)
    return true
  })
