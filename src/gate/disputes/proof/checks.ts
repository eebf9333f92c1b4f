import { type Claim, recordProof, takeCheck } from '../claims.ts'
import type { DisputeContext } from '../context.ts'
import { DisputeError } from '../errors.ts'
import type { Challenge, ProbeKind, Probes } from '../ports.ts'

/** Each holds two or three sockets for some seconds. */
const RUNNING_COUNT_MAX = 64
/** Longer than any probe: how long a failure took must not tell a stranger what stands at an address. */
const FAILURE_LASTS_MS = 6_000

/** Looks for answers, in the background: whoever asks for a look is answered at once, and always the same. */
export class Checks {
  readonly #context: DisputeContext
  readonly #running = new Map<string, Promise<void>>()

  constructor(context: DisputeContext) {
    this.#context = context
  }

  isRunning(claimId: string): boolean {
    return this.#running.has(claimId)
  }

  /** Throws DISPUTE_LIMITED or DISPUTE_NOT_NOW. */
  async start(claim: Claim): Promise<void> {
    if (this.#running.has(claim.id)) return
    if (this.#running.size >= RUNNING_COUNT_MAX)
      throw new DisputeError('DISPUTE_LIMITED', 'many addresses are looked at just now')
    // Held before the first wait, so that two requests at once are one look.
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    this.#running.set(claim.id, held)
    const end = (): void => {
      this.#running.delete(claim.id)
      release()
    }
    try {
      await takeCheck(this.#context, claim)
    } catch (error) {
      end()
      throw error
    }
    void this.#look(claim).finally(end)
  }

  /** When no look is under way any more. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  async #look(claim: Claim): Promise<void> {
    const floor = this.#context.wait(FAILURE_LASTS_MS)
    const { probes, knocks } = this.#context
    // Strangers must not use the hub to knock at somebody's door all day. DNS asks only our own resolver, so
    // an owner whose address others have asked about proves it there, or through the contact.
    const mayKnock = knocks.take(claim.address)
    const kind = await firstFound(mayKnock ? probes : { dns: probes.dns }, claim)
    if (kind === undefined) return floor
    // A database that fails here leaves the claim unproved; the owner asks again.
    await recordProof(this.#context, claim.id, { kind }).catch(() => {})
  }
}

async function firstFound(
  probes: Partial<Probes>,
  challenge: Challenge,
): Promise<ProbeKind | undefined> {
  const looks = (Object.keys(probes) as ProbeKind[]).map(async (kind) => {
    if (!(await probes[kind]!(challenge))) throw new Error('not found')
    return kind
  })
  return Promise.any(looks).catch(() => undefined)
}
