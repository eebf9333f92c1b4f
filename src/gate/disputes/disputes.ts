import type { Warning } from '../warning/warning.ts'
import { act, type Text } from './act.ts'
import { boundedText, STATEMENT_LENGTH_MAX } from './bounded-text.ts'
import {
  type Claim,
  claimOf,
  isProved,
  lapseClaims,
  openClaim,
  openClaims,
  recordContact,
} from './claims.ts'
import type { DisputeContext } from './context.ts'
import { DisputeError } from './errors.ts'
import { type Filing, fileDispute, OWNER } from './file.ts'
import { disputesForMember, type MemberDispute } from './for-members.ts'
import type { Act } from './life.ts'
import { Officers } from './officers.ts'
import { Checks } from './proof/checks.ts'
import {
  type Dispute,
  type DisputeRow,
  disputesAbout,
  disputesOfClaim,
  listDisputes,
  readDispute,
} from './read.ts'
import { assertReason, type Outcome } from './reasons.ts'
import { forgetEnded } from './retention.ts'
import { Rulings } from './rulings.ts'
import { type DisputeStatistics, disputeStatistics } from './statistics.ts'

/** What stands behind an owner's link. */
export type ClaimView = {
  readonly claim: Claim
  readonly isProved: boolean
  readonly isChecking: boolean
  /** What is said of the address; empty before control is proved, whatever is said. */
  readonly listed: readonly Warning[]
  readonly disputes: readonly Dispute[]
}

/** A claim as officers see it. */
export type WaitingClaim = Pick<Claim, 'id' | 'address' | 'port' | 'openedAtMs' | 'endsAtMs'>

/** What an officer adds in own words; owners read it. */
export type Said = { readonly text?: string }

const LIST_COUNT_MAX = 500

/** Everything that owners and officers do. Whoever calls has made sure who the officer is. */
export class Disputes {
  readonly officers: Officers
  readonly #context: DisputeContext
  readonly #checks: Checks
  readonly #rulings: Rulings

  constructor(context: DisputeContext) {
    this.#context = context
    this.officers = new Officers(context)
    this.#checks = new Checks(context)
    this.#rulings = new Rulings(context)
  }

  // What an owner does, by the link.

  /** Answers the secret of the link, once. Says nothing about the address. */
  open(address: unknown, port: unknown): Promise<string> {
    return openClaim(this.#context, address, port)
  }

  /** Throws DISPUTE_NOT_FOUND. */
  async view(secret: string): Promise<ClaimView> {
    const { clock, list } = this.#context
    const claim = await claimOf(this.#context, secret)
    const ids = await disputesOfClaim(this.#context, claim.id)
    const nowMs = clock.nowMs()
    // Lapsed, and only not yet deleted.
    if (ids.length === 0 && claim.endsAtMs <= nowMs)
      throw new DisputeError('DISPUTE_NOT_FOUND', 'there is nothing here')
    const isTold = isProved(claim, nowMs)
    return {
      claim,
      isProved: isTold,
      isChecking: this.#checks.isRunning(claim.id),
      listed: isTold ? await list.about(claim.address) : [],
      disputes: await Promise.all(ids.map((id) => readDispute(this.#context, id))),
    }
  }

  /** Looks for the answer, in the background. */
  async check(secret: string): Promise<void> {
    await this.#checks.start(await claimOf(this.#context, secret))
  }

  async file(secret: string, filing: Filing): Promise<string> {
    const id = await fileDispute(this.#context, await claimOf(this.#context, secret), filing)
    await this.#rulings.apply()
    return id
  }

  /** An offline proof file, counted from the newest word. Only for who has proved control. */
  async proofFile(secret: string, warningId: string, age: number): Promise<string> {
    const { claim, listed, disputes } = await this.view(secret)
    const isOwn =
      listed.some(({ id }) => id === warningId) ||
      (claim.proof !== null && disputes.some((one) => one.warningId === warningId))
    const proof = isOwn ? (await this.#context.list.proofs(warningId)).at(-1 - age) : undefined
    if (proof === undefined) throw new DisputeError('DISPUTE_NOT_FOUND', 'there is no such proof')
    return proof
  }

  async state(secret: string, id: string, statement: unknown): Promise<void> {
    await this.#own(secret, id, { kind: 'stated' }, statement)
  }

  async appeal(secret: string, id: string, statement: unknown): Promise<void> {
    await this.#own(secret, id, { kind: 'appealed' }, statement)
  }

  async withdraw(secret: string, id: string): Promise<void> {
    await this.#own(secret, id, { kind: 'withdrawn' })
  }

  // What officers do.

  list(isWithEnded = false): Promise<DisputeRow[]> {
    return listDisputes(this.#context, isWithEnded, LIST_COUNT_MAX)
  }

  /** Claims that wait for a proof; not what proves them, which is the owner's to show. */
  async claims(): Promise<WaitingClaim[]> {
    const claims = await openClaims(this.#context, LIST_COUNT_MAX)
    return claims.map(({ id, address, port, openedAtMs, endsAtMs }) => ({
      id,
      address,
      port,
      openedAtMs,
      endsAtMs,
    }))
  }

  /** About one endpoint, newest first; not those that were forgotten. */
  about(warningId: string): Promise<DisputeRow[]> {
    return disputesAbout(this.#context, warningId)
  }

  show(id: string): Promise<Dispute> {
    return readDispute(this.#context, id)
  }

  /** For an owner on the telephone; the link is sent to the contact that the registry names. */
  openFor(address: string): Promise<string> {
    return openClaim(this.#context, address, '')
  }

  /** @param reference of the claim, which the owner reads out */
  contactProved(officer: string, reference: string, how: string): Promise<void> {
    return recordContact(this.#context, reference, officer, how)
  }

  take(officer: string, id: string): Promise<void> {
    return this.#act(officer, id, { kind: 'taken' })
  }

  async propose(
    officer: string,
    id: string,
    outcome: Outcome,
    reason: string,
    { text }: Said = {},
  ): Promise<void> {
    assertReason(outcome, reason)
    await this.#act(officer, id, { kind: 'proposed', outcome, reason }, 'note', text)
  }

  /** The second officer does not agree, or the first takes it back: somebody proposes anew. */
  sendBack(officer: string, id: string, text: string): Promise<void> {
    return this.#act(officer, id, { kind: 'returned' }, 'note', text, true)
  }

  /** As it was proposed. The text is for the owner. */
  decide(officer: string, id: string, { text }: Said = {}): Promise<void> {
    return this.#act(officer, id, { kind: 'decided' }, 'decision', text)
  }

  suspend(officer: string, id: string, why: string): Promise<void> {
    return this.#act(officer, id, { kind: 'suspended' }, 'note', why, true)
  }

  resume(officer: string, id: string, why: string): Promise<void> {
    return this.#act(officer, id, { kind: 'resumed' }, 'note', why, true)
  }

  reopen(officer: string, id: string, why: string): Promise<void> {
    return this.#act(officer, id, { kind: 'reopened' }, 'note', why, true)
  }

  /** A question or an answer to the owner. */
  tell(officer: string, id: string, text: string): Promise<void> {
    return this.#act(officer, id, { kind: 'told' }, 'message', text, true)
  }

  /** All that is kept about one dispute, with what the log proves of its endpoint. */
  async export(id: string): Promise<Dispute & { readonly proofs: readonly string[] }> {
    const dispute = await this.show(id)
    const { warningId } = dispute
    const proofs = warningId === null ? [] : await this.#context.list.proofs(warningId)
    return { ...dispute, proofs }
  }

  // What anybody and members read.

  statistics(): Promise<DisputeStatistics> {
    return disputeStatistics(this.#context)
  }

  forMember(memberId: string): Promise<MemberDispute[]> {
    return disputesForMember(this.#context, memberId)
  }

  /** What only time does, and what a crash left undone; at the start and about once a minute. */
  async passTime(): Promise<void> {
    await this.#rulings.apply()
    await lapseClaims(this.#context)
    await forgetEnded(this.#context)
  }

  /** When no address is being looked at any more. */
  settle(): Promise<void> {
    return this.#checks.settle()
  }

  async #own(secret: string, id: string, done: Act, statement?: unknown): Promise<void> {
    const claim = await claimOf(this.#context, secret)
    if (!(await disputesOfClaim(this.#context, claim.id)).includes(id))
      throw new DisputeError('DISPUTE_NOT_FOUND', 'there is no such dispute')
    const texts: Text[] =
      done.kind === 'withdrawn'
        ? []
        : [{ kind: 'statement', body: boundedText(statement, STATEMENT_LENGTH_MAX) }]
    await act(this.#context, id, done, OWNER, texts)
    await this.#rulings.apply()
  }

  async #act(
    officer: string,
    id: string,
    done: Act,
    kind: Text['kind'] = 'note',
    text = '',
    isNeeded = false,
  ): Promise<void> {
    const body = boundedText(text, STATEMENT_LENGTH_MAX, isNeeded)
    await act(this.#context, id, done, officer, [{ kind, body }])
    await this.#rulings.apply()
  }
}
