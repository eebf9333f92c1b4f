import type { HubMembership as View } from '../../web/schemas/hub.ts'
import type { MembershipStatus } from './hub-membership.ts'

const instant = (ms: number): string => new Date(ms).toISOString()
const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instant(ms))

/** What `/hub` answers. */
export function membershipView(status: MembershipStatus | undefined): View {
  if (!status) return { membership: null }
  const { hub, member, url, publishes, follower, list, outbox } = status
  const failure = follower.failure
  return {
    membership: {
      hub,
      member,
      url,
      publishes,
      list: {
        ...list,
        takenAt: instantOrNull(follower.roundAtMs),
        failure: failure && {
          code: failure.code,
          hubCode: failure.hubCode,
          since: instant(failure.sinceMs),
        },
      },
      log: status.log,
      receipts: {
        ...status.receipts,
        ours: status.receipts.ours.map(
          ({ warningId, 'not-reachable': notReachable, 'not-probed': notProbed, ...tally }) => ({
            caseId: warningId,
            notReachable,
            notProbed,
            ...tally,
          }),
        ),
      },
      outbox: {
        waiting: outbox.waiting,
        taken: outbox.taken,
        refusedCount: outbox.refusedCount,
        deliveredAt: instantOrNull(outbox.deliveredAtMs),
        failure: outbox.failure && {
          code: outbox.failure.code,
          hubCode: outbox.failure.hubCode,
          since: instant(outbox.failure.sinceMs),
          attempts: outbox.failure.attempts,
          nextAt: instant(outbox.failure.nextAtMs),
        },
        refused: outbox.refused.map(({ id, refusal, sentVersion, changedAtMs }) => ({
          caseId: id,
          code: refusal!,
          version: sentVersion,
          at: instant(changedAtMs),
        })),
      },
    },
  }
}
