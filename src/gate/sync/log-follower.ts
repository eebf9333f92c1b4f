import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { openCheckpoint, type TreeHead } from '../log/checkpoint.ts'
import { cosignedAtMs } from '../log/cosignature.ts'
import { LogError } from '../log/errors.ts'
import { followLog, type LogPolicy } from '../log/follow-log.ts'
import { HASH_OCTETS } from '../log/merkle.ts'
import { parseProof, verifyProof } from '../log/offline-proof.ts'
import { canonicalJson } from '../warning/trust/canonical-json.ts'
import { TrustError } from '../warning/trust/errors.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import type { HubClient } from './hub-client.ts'

export type LogFollowerPorts = {
  readonly client: Pick<HubClient, 'checkpoint' | 'consistency' | 'proofs'>
  readonly policy: LogPolicy
  /** The file of the newest tree that was seen. */
  readonly path: string
  readonly clock: Clock
}

type Stored = { readonly kind: typeof KIND; readonly size: number; readonly root: string }

const KIND = 'noroshi-log-1'
/** A hub that leaves one of a hundred out is found within a day of rounds. */
const SAMPLE = 3
/** The list is there a moment before its checkpoint is signed and witnessed. */
const ATTEMPTS = 5
const PAUSE_MS = 400

/**
 * A member's eye on the transparency log: every checkpoint continues the one before, enough witnesses have seen
 * it, and what the list says is in it. A hub that tells two members two stories is found out here.
 */
export class LogFollower {
  readonly #ports: LogFollowerPorts
  #held: TreeHead | null
  #witnessCount = 0

  /** Throws TRUST_STATE_DAMAGED: to begin anew would let a fork pass. */
  constructor(ports: LogFollowerPorts) {
    this.#ports = ports
    this.#held = load(ports.path)
  }

  get state(): { readonly size: number; readonly witnesses: number; readonly quorum: number } {
    const { quorum } = this.#ports.policy
    return { size: this.#held?.size ?? 0, witnesses: this.#witnessCount, quorum }
  }

  /**
   * Follows the log to its newest checkpoint and looks some of the changed warnings up in it. Throws `LogError`,
   * each way to be lied to with its own code.
   */
  async check(changed: readonly Warning[]): Promise<void> {
    await this.#advance(await this.#ports.client.checkpoint())
    for (const warning of sampleOf(changed, SAMPLE)) await this.#lookUp(warning)
  }

  async #advance(text: string): Promise<void> {
    const { client, policy, clock, path } = this.#ports
    const { checkpoint, note } = openCheckpoint(text, policy.logKeys)
    const held = this.#held
    const isBehind = held !== null && held.size > 0 && checkpoint.size > held.size
    const proof = isBehind ? await client.consistency(held.size, checkpoint.size) : []
    const next = followLog(held, text, proof, policy, clock.nowMs())
    this.#witnessCount = cosignedAtMs(note, policy.witnesses).length
    if (next.size === held?.size) return
    save(path, next)
    this.#held = next
  }

  async #lookUp(warning: Warning): Promise<void> {
    const { client, policy } = this.#ports
    for (let attempt = 1; ; attempt++) {
      const proofs = await client.proofs(warning.id)
      for (const text of proofs.toReversed()) {
        if (!isWord(verifyProof(text, policy).statement, warning)) continue
        // On the very tree that we follow: a proof from another one proves another story.
        await this.#advance(parseProof(text).checkpoint)
        return
      }
      if (attempt >= ATTEMPTS)
        throw new LogError('STATEMENT_UNLOGGED', 'the list says what the log does not')
      await sleep(PAUSE_MS)
    }
  }
}

/** Whether a statement of the log is what we were told; our own copy may end an hour earlier. */
function isWord(statement: Warning, told: Warning): boolean {
  const ends = [told.validUntil, wholeHour(Date.parse(told.validUntil) + HOUR_MS)]
  return (
    ends.includes(statement.validUntil) &&
    canonicalJson({ ...statement, validUntil: told.validUntil }) === canonicalJson(told)
  )
}

/** Spread over all of them; which ones follows from their ids, which a hub cannot choose. */
function sampleOf(warnings: readonly Warning[], count: number): readonly Warning[] {
  const step = Math.max(1, Math.floor(warnings.length / count))
  return warnings.filter((_, index) => index % step === 0).slice(0, count)
}

function load(path: string): TreeHead | null {
  if (!existsSync(path)) return null
  try {
    const { kind, size, root } = JSON.parse(readFileSync(path, 'utf8')) as Stored
    const octets = Buffer.from(root, 'base64')
    if (kind === KIND && Number.isSafeInteger(size) && size >= 0 && octets.length === HASH_OCTETS)
      return { size, root: octets }
  } catch {}
  throw new TrustError('TRUST_STATE_DAMAGED', 'what was seen of the log cannot be read')
}

function save(path: string, { size, root }: TreeHead): void {
  const stored: Stored = { kind: KIND, size, root: Buffer.from(root).toString('base64') }
  const file = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(file, `${JSON.stringify(stored)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
}
