import { HOUR_MS } from '../../core/time-span.ts'
import type { AlertScheduleStatus } from '../../web/ports/alert-port.ts'
import type { Health } from '../../web/schemas/operation.ts'

type Check = Health['checks'][number]

/** A mail server that is restarted is back within it. */
const FAILING_MS_MAX = HOUR_MS / 2

/** One line of `/health`, where telling runs by itself. */
export function alertCheck(
  status: AlertScheduleStatus | undefined,
  nowMs: number,
): Check | undefined {
  if (!status) return undefined
  const check = (state: Check['status'], en: string, ja: string): Check => ({
    name: 'alerts',
    status: state,
    detail: { en, ja },
  })
  const { failure, left, isQuiet, sentAtMs } = status
  if (failure && nowMs - failure.sinceMs > FAILING_MS_MAX)
    return check(
      'degraded',
      `subscribers are not told (${failure.code}), ${failure.attempts} attempts since ${instant(failure.sinceMs)}; tried again by itself`,
      `注意喚起が止まっています（${failure.code}）。${instant(failure.sinceMs)} 以降 ${failure.attempts} 回試行。自動で再試行します`,
    )
  if (isQuiet)
    return check(
      'ok',
      `quiet hours, ${left} messages wait`,
      `送信休止の時間帯です。待ち ${left} 件`,
    )
  return sentAtMs === null
    ? check('ok', `${left} messages wait`, `待ち ${left} 件`)
    : check(
        'ok',
        `${left} messages wait; the newest went out at ${instant(sentAtMs)}`,
        `待ち ${left} 件。直近の送信 ${instant(sentAtMs)}`,
      )
}

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`
