import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Health } from '../../web/schemas/operation.ts'
import type { MembershipStatus } from './hub-membership.ts'

type Check = Health['checks'][number]

/** Less is a hub that was restarted, or a line that was cut for a moment. */
const FAILING_MS_MAX = 5 * MINUTE_MS
/** A head lasts so long: without a newer one somebody may keep us in the past. */
const LIST_AGE_MS_MAX = HOUR_MS

/** One line of `/health`, where a hub was joined. */
export function hubCheck(status: MembershipStatus | undefined, nowMs: number): Check | undefined {
  if (!status) return undefined
  const { outbox, follower, hub } = status
  const check = (state: Check['status'], en: string, ja: string): Check => ({
    name: 'hub',
    status: state,
    detail: { en, ja },
  })
  if (outbox.failure && nowMs - outbox.failure.sinceMs > FAILING_MS_MAX) {
    const { code, hubCode } = outbox.failure
    const shown = hubCode ?? code
    return check(
      'degraded',
      `${outbox.waiting} warnings wait to be passed on (${shown}); withdrawals too: tell the association`,
      `${outbox.waiting} 件の警告が未送信です（${shown}）。撤回も届いていない可能性があります。協会に連絡してください`,
    )
  }
  if (follower.roundAtMs === null || nowMs - follower.roundAtMs > LIST_AGE_MS_MAX) {
    if (follower.failure)
      return check(
        'degraded',
        `the list of ${hub} could not be taken (${follower.failure.code}); the last good one runs out by itself`,
        `${hub} の一覧を取得できません（${follower.failure.code}）。最後に検証できた一覧は期限まで有効です`,
      )
  }
  if (outbox.refusedCount > 0)
    return check(
      'degraded',
      `${outbox.refusedCount} warnings were refused; the hub page names their codes`,
      `${outbox.refusedCount} 件の警告が拒否されました。ハブの画面でコードを確認してください`,
    )
  return check(
    'ok',
    `${status.list.inForce} warnings of ${hub} in force`,
    `${hub} の警告 ${status.list.inForce} 件が有効`,
  )
}
