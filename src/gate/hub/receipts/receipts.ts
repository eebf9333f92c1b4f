import { NoroshiError } from '../../../core/error.ts'
import { MINUTE_MS } from '../../../core/time-span.ts'
import {
  lintReceipt,
  RECEIPT_PROBES,
  type Receipt,
  type ReceiptProbe,
  type ReceiptTally,
} from '../../warning/receipt.ts'
import { isWithdrawn, type Warning } from '../../warning/warning.ts'
import { wholeMinute } from '../../warning/whole-time.ts'
import type { HubContext } from '../context.ts'
import { HubError } from '../errors.ts'
import type { Member } from '../member.ts'
import type { HubReceiptsTable } from '../tables.ts'

/** As the association sees it: with who said it. */
export type KeptReceipt = Receipt & { readonly memberId: string; readonly receivedAtMs: number }

const RECEIPT_COUNT_MAX = 1_000
/** A source looks at what it took back lately. */
const TALLY_COUNT_MAX = 1_000
/** Clocks of members differ by so much without being wrong. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS

/**
 * What members say that they lifted, and whether a look from outside agrees. An acknowledgement says that a member
 * did as the list says; a receipt says that it looked. One row for each member and warning: the word on the newest
 * version holds, so that saying it again is nothing.
 */
export class Receipts {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /** What became of each, in the same order. Throws SUBMISSION_TOO_LARGE for more than a message may hold. */
  async take(
    member: Member,
    values: readonly unknown[],
  ): Promise<readonly { readonly refusal: string | null }[]> {
    if (values.length > RECEIPT_COUNT_MAX)
      throw new HubError('SUBMISSION_TOO_LARGE', `a message holds ${RECEIPT_COUNT_MAX} receipts`)
    const outcomes: { refusal: string | null }[] = []
    for (const value of values) outcomes.push({ refusal: await this.#takeOne(member, value) })
    return outcomes
  }

  /** Of everybody, newest first. */
  async latest(countMax: number): Promise<KeptReceipt[]> {
    const rows = await this.#rows()
      .orderBy('received_at', 'desc')
      .orderBy('warning_id')
      .limit(countMax)
      .execute()
    return rows.map(keptOf)
  }

  /** Of one warning, in the order of members. */
  async of(warningId: string): Promise<KeptReceipt[]> {
    const rows = await this.#rows()
      .where('warning_id', '=', warningId)
      .orderBy('member_id')
      .execute()
    return rows.map(keptOf)
  }

  /** What others say of what this member warned of: counts by warning, latest first, and nobody's name. */
  async forSource(member: Member): Promise<ReceiptTally[]> {
    const rows = await this.#rows()
      .where('warning_id', 'in', (eb) =>
        eb.selectFrom('hub_submissions').select('warning_id').where('member_id', '=', member.id),
      )
      .where('member_id', '!=', member.id)
      .orderBy('received_at', 'desc')
      .limit(TALLY_COUNT_MAX)
      .execute()
    const byWarning = Map.groupBy(rows.map(keptOf), ({ warningId }) => warningId)
    return [...byWarning.values()].map(tallyOf)
  }

  async forgetBefore(at: Date): Promise<void> {
    await this.#context.db.deleteFrom('hub_receipts').where('received_at', '<', at).execute()
  }

  async #takeOne(member: Member, value: unknown): Promise<string | null> {
    try {
      const receipt = lintReceipt(value)
      await this.#check(member, receipt)
      await this.#keep(member, receipt)
      return null
    } catch (error) {
      if (error instanceof NoroshiError) return error.code
      throw error
    }
  }

  /** A canary is answered for like any other warning, or its member would know it for one. */
  async #check(member: Member, receipt: Receipt): Promise<void> {
    const { db, clock } = this.#context
    const row = await db
      .selectFrom('hub_list')
      .innerJoin('hub_positions', (join) => join.on('hub_positions.member_id', '=', member.id))
      .select(['warning', 'first_sequence', 'given'])
      .where('warning_id', '=', receipt.warningId)
      .where('is_former', '=', false)
      .where((eb) => eb.or([eb('only_member', 'is', null), eb('only_member', '=', member.id)]))
      .executeTakeFirst()
    const isGiven = row !== undefined && row.given >= row.first_sequence
    if (!isGiven || !isAnswerable(row.warning, receipt)) throw foreign()
    const isAhead =
      receipt.liftedAt !== null && Date.parse(receipt.liftedAt) > clock.nowMs() + CLOCK_SKEW_MS
    if (isAhead) throw foreign()
  }

  async #keep(member: Member, receipt: Receipt): Promise<void> {
    const { db, clock } = this.#context
    await db
      .insertInto('hub_receipts')
      .values({
        member_id: member.id,
        warning_id: receipt.warningId,
        version: receipt.version,
        lifted_at: receipt.liftedAt === null ? null : new Date(receipt.liftedAt),
        probe: receipt.probe,
        planes: receipt.planes,
        received_at: new Date(clock.nowMs()),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['warning_id', 'member_id'])
          .doUpdateSet((eb) => ({
            version: eb.ref('excluded.version'),
            lifted_at: eb.ref('excluded.lifted_at'),
            probe: eb.ref('excluded.probe'),
            planes: eb.ref('excluded.planes'),
            received_at: eb.ref('excluded.received_at'),
          }))
          .whereRef('hub_receipts.version', '<=', 'excluded.version'),
      )
      .execute()
  }

  /** Without canaries, of which nobody is told. */
  #rows() {
    return this.#context.db
      .selectFrom('hub_receipts')
      .selectAll()
      .where('warning_id', 'not in', (eb) =>
        eb.selectFrom('hub_list').select('warning_id').where('only_member', 'is not', null),
      )
  }
}

/** Of a version that was; of the present one only where nobody may act on it. */
function isAnswerable(warning: Warning, { version }: Receipt): boolean {
  if (version !== warning.version) return version < warning.version
  return isWithdrawn(warning) || warning.status === 'disputed' || warning.status === 'expired'
}

const keptOf = (row: HubReceiptsTable): KeptReceipt => ({
  memberId: row.member_id,
  warningId: row.warning_id,
  version: Number(row.version),
  liftedAt: row.lifted_at && wholeMinute(row.lifted_at.getTime()),
  probe: row.probe,
  planes: row.planes,
  receivedAtMs: row.received_at.getTime(),
})

function tallyOf(receipts: readonly KeptReceipt[]): ReceiptTally {
  const version = Math.max(...receipts.map((each) => each.version))
  const current = receipts.filter((each) => each.version === version)
  const lifted = current.flatMap(({ liftedAt }) => (liftedAt === null ? [] : [liftedAt])).sort()
  const counts = RECEIPT_PROBES.map((probe) => [
    probe,
    current.filter((each) => each.probe === probe).length,
  ])
  return {
    warningId: current[0]!.warningId,
    version,
    members: current.length,
    notLifted: current.length - lifted.length,
    liftedAt: lifted.at(-1) ?? null,
    ...(Object.fromEntries(counts) as Record<ReceiptProbe, number>),
  }
}

const foreign = (): HubError =>
  new HubError(
    'RECEIPT_FOREIGN',
    'the receipt is of nothing that this member was given and that was taken back',
  )
