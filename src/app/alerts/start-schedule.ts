import type { Logger } from 'pino'
import type { Alerts } from '../../alerts/index.ts'
import type { Configuration } from '../configuration.ts'
import { systemClock } from '../system-ports.ts'
import { AlertSchedule } from './alert-schedule.ts'

/** `undefined` where the configuration has no `alerts.schedule`: then only commands tell anybody. */
export function startAlertSchedule(
  stack: AsyncDisposableStack,
  alerts: Alerts | undefined,
  configuration: Pick<Configuration, 'alerts'>,
  logger: Logger,
): AlertSchedule | undefined {
  if (!alerts || !configuration.alerts?.schedule) return undefined
  const { schedule, timeZone, perMinute } = configuration.alerts
  const { quietFrom, quietUntil, quietWeekends, ...rest } = schedule
  const quiet = { from: quietFrom, until: quietUntil, weekends: quietWeekends }
  const settings = { ...rest, quiet, timeZone, perMinute }
  const running = new AlertSchedule(alerts, settings, systemClock, logger)
  running.start()
  stack.defer(() => running.stop())
  return running
}
