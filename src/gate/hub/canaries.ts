import { ADDRESS_OCTETS, formatAddress } from '../../core/address.ts'
import { type Prefix, prefixContains } from '../../core/prefix.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Warning } from '../warning/warning.ts'
import { warningIdOf } from '../warning/warning-id.ts'
import { wholeHour } from '../warning/whole-time.ts'
import type { HubContext } from './context.ts'
import { drawMicroseconds, drawNumbers } from './counters.ts'
import type { LogKeeper } from './log-keeper.ts'

const LASTS_MS = 14 * DAY_MS
const RENEW_BEFORE_MS = 3 * DAY_MS
const PORTS = [443, 4444, 6667, 8080, 8443, 9001]

/**
 * Warnings that only one member was ever given, of addresses that belong to the association and that nobody
 * uses. To act on one harms nobody; to find one elsewhere, or to see traffic to it, tells whose list went
 * astray.
 */
export class Canaries {
  readonly #context: HubContext
  readonly #prefix: Prefix
  readonly #log: LogKeeper

  /** @param prefix of the association's own, with no service in it */
  constructor(context: HubContext, prefix: Prefix, log: LogKeeper) {
    this.#context = context
    this.#prefix = prefix
    this.#log = log
  }

  /** Plants one for who has none, and renews those that end soon. */
  async keep(memberId: string): Promise<void> {
    const { db, clock } = this.#context
    const nowMs = clock.nowMs()
    const isPlanted = await db.transaction().execute(async (transaction) => {
      const held = await transaction
        .selectFrom('hub_list')
        .selectAll()
        .where('only_member', '=', memberId)
        .where('is_former', '=', false)
        .orderBy('sequence')
        .executeTakeFirst()
      const isFine = held && held.ends_at.getTime() > nowMs + RENEW_BEFORE_MS
      if (isFine) return false
      const warning = held ? renewed(held.warning, nowMs) : this.#fresh(nowMs)
      const sequence = await drawNumbers(transaction, 'sequence', 1)
      const addedUs = await drawMicroseconds(transaction, nowMs, 1)
      const row = {
        warning: JSON.stringify(warning),
        sequence,
        added_us: addedUs,
        ends_at: new Date(warning.validUntil),
      }
      await transaction
        .insertInto('hub_list')
        .values({
          ...row,
          warning_id: warning.id,
          valid_from: warning.validFrom,
          first_sequence: sequence,
          is_former: false,
          only_member: memberId,
          withdrawn_at: null,
        })
        .onConflict((conflict) => conflict.columns(['warning_id', 'valid_from']).doUpdateSet(row))
        .execute()
      // Logged like any other: a warning without a proof would tell its member what it is.
      await this.#log.commit(transaction, [warning])
      return true
    })
    if (isPlanted) await this.#log.flush()
  }

  /** Whose copy an endpoint was in; `undefined` when it is no canary. */
  async trace(warningId: string): Promise<string | undefined> {
    const row = await this.#context.db
      .selectFrom('hub_list')
      .select('only_member')
      .where('warning_id', '=', warningId)
      .where('only_member', 'is not', null)
      .executeTakeFirst()
    return row?.only_member ?? undefined
  }

  /** An address and a port that nobody can foresee, and that look like any other. */
  #fresh(nowMs: number): Warning {
    const draw = this.#context.draw(ADDRESS_OCTETS + 1)
    const octets = Uint8Array.from(this.#prefix.octets)
    for (let bit = this.#prefix.length; bit < 8 * ADDRESS_OCTETS; bit++)
      octets[bit >> 3]! |= draw[bit >> 3]! & (0x80 >> (bit & 7))
    if (!prefixContains(this.#prefix, octets)) throw new Error('a canary flew out of its prefix')
    const address = formatAddress(octets)
    const endpoint = {
      address,
      protocol: 'tcp',
      port: PORTS[draw[ADDRESS_OCTETS]! % PORTS.length]!,
    }
    return {
      id: warningIdOf(endpoint),
      ...endpoint,
      kind: 'controller',
      band: 'share-candidate',
      validFrom: wholeHour(nowMs),
      validUntil: wholeHour(nowMs + LASTS_MS),
      status: 'active',
      uses: ['notify-subscribers', 'block-with-consent', 'research'],
      version: 1,
    }
  }
}

function renewed(warning: Warning, nowMs: number): Warning {
  const isOver = Date.parse(warning.validUntil) <= nowMs
  return {
    ...warning,
    validFrom: isOver ? wholeHour(nowMs) : warning.validFrom,
    // Never longer than a lease may be held: the canary's own life is renewed by a later beginning.
    validUntil: wholeHour(
      isOver
        ? nowMs + LASTS_MS
        : Math.min(nowMs + LASTS_MS, Date.parse(warning.validFrom) + 90 * 24 * HOUR_MS),
    ),
    version: warning.version + 1,
  }
}
