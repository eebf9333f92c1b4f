import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { ManualClock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import type { DisputeContext } from './context.ts'
import { Disputes } from './disputes.ts'
import type { ListPort, Probe, Ruling } from './ports.ts'
import { DISPUTE_DEFAULTS, type DisputeSettings } from './settings.ts'
import type { DisputeTables } from './tables.ts'

export const STARTED_MS = Date.UTC(2026, 10, 21, 12, 34)

/** A list that does what it is told; the hub's own is tested with it in src/app/hub. */
class ToldList implements ListPort {
  readonly warnings = new Map<string, Warning>()
  readonly rulings = new Map<string, { ruling: Ruling; endsAtMs: number }>()
  /** Who asked for anything at all: before a proof nobody may have. */
  readCount = 0
  isBroken = false

  async about(address: string): Promise<Warning[]> {
    this.readCount++
    return [...this.warnings.values()]
      .filter((warning) => warning.address === address)
      .map((warning) => {
        const ruling = this.rulings.get(warning.id)
        return ruling ? { ...warning, status: ruling.ruling } : warning
      })
  }
  async proofs(warningId: string): Promise<string[]> {
    this.readCount++
    return [`first of ${warningId}`, `second of ${warningId}`]
  }
  async rule(warningId: string, ruling: Ruling | null, endsAtMs: number): Promise<void> {
    if (this.isBroken) throw new Error('the list cannot be written')
    if (ruling === null) this.rulings.delete(warningId)
    else this.rulings.set(warningId, { ruling, endsAtMs })
  }
  async spokenOfBy(memberId: string, ids: readonly string[]): Promise<Set<string>> {
    return new Set(memberId === 'isp-a' ? ids : [])
  }
}

export class DisputeWorld {
  readonly clock = new ManualClock(STARTED_MS)
  readonly list = new ToldList()
  /** What is found where; and who was asked. */
  readonly found = { http: new Set<string>(), dns: new Set<string>() }
  readonly asked: string[] = []
  isKnocking = true
  disputes!: Disputes
  #waited: Promise<void> = Promise.resolve()
  #number = 0
  #drawn = 0

  open(database: Database, settings: Partial<DisputeSettings> = {}): Disputes {
    this.disputes = new Disputes(this.contextOn(database, settings))
    return this.disputes
  }

  /** Looks that find nothing last until `work` is done, as in earnest they last for seconds. */
  async whileLooking(work: () => Promise<unknown>): Promise<void> {
    const look = Promise.withResolvers<void>()
    this.#waited = look.promise
    try {
      await work()
    } finally {
      look.resolve()
    }
  }

  contextOn(database: Database, settings: Partial<DisputeSettings> = {}): DisputeContext {
    const probe =
      (kind: 'http' | 'dns'): Probe =>
      async ({ address, token, answer }) => {
        this.asked.push(`${kind} ${address}`)
        return this.found[kind].has(`${address} ${token} ${answer}`)
      }
    return {
      db: database.$extendTables<DisputeTables>(),
      clock: this.clock,
      draw: (count) => this.#draw(count),
      list: this.list,
      probes: { http: probe('http'), dns: probe('dns') },
      knocks: { take: () => this.isKnocking },
      wait: () => this.#waited,
      settings: { ...DISPUTE_DEFAULTS, ...settings },
    }
  }

  /** A warning of an address that no other test has. */
  listed(change: Partial<Warning> = {}): Warning {
    const number = this.#number++
    const warning = warningOn(`8.9.${number >> 8}.${number & 255}`, {
      validFrom: wholeHour(this.clock.nowMs()),
      validUntil: wholeHour(this.clock.nowMs() + 72 * HOUR_MS),
      ...change,
    })
    this.list.warnings.set(warning.id, warning)
    return warning
  }

  /** A claim to an address whose owner has proved it, as its link's secret. */
  async proved(address: string, kind: 'http' | 'dns' = 'http'): Promise<string> {
    const secret = await this.disputes.open(address, '')
    const { claim } = await this.disputes.view(secret)
    this.found[kind].add(`${address} ${claim.token} ${claim.answer}`)
    await this.disputes.check(secret)
    await this.disputes.settle()
    return secret
  }

  /** A dispute about a warning, filed. */
  async filed(warning: Warning): Promise<{ secret: string; id: string }> {
    const secret = await this.proved(warning.address)
    const id = await this.disputes.file(secret, {
      warningId: warning.id,
      statement: 'It is our mail server.',
      contact: `owner@${warning.id}.example`,
    })
    return { secret, id }
  }

  async decided(id: string, outcome: 'released' | 'rejected'): Promise<void> {
    const reason = outcome === 'released' ? 'not-a-controller' : 'nothing-new'
    await this.disputes.propose('Sato', id, outcome, reason)
    await this.disputes.decide('Suzuki', id)
  }

  statusOf(warning: Warning): string {
    return this.list.rulings.get(warning.id)?.ruling ?? warning.status
  }

  #draw(count: number): Uint8Array {
    return createHash('sha512')
      .update(`octets ${this.#drawn++}`)
      .digest()
      .subarray(0, count)
  }
}

export const refused = (promise: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof NoroshiError, String(error))
    assert.equal(error.code, code)
    return true
  })
