import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Warning, WarningStatus, WarningUse } from '../../gate/warning/warning.ts'
import { wholeHour } from '../../gate/warning/whole-time.ts'
import type { Band } from './evidence.ts'
import type { CaseLife } from './life.ts'

type Told = Pick<CaseLife, 'kind' | 'warning'> & {
  readonly id: string
  readonly endpoint: ServiceEndpoint
  readonly band: Band
}

/** What everybody may do with a warning; blocking still needs the consent of each subscriber. */
const USES: readonly WarningUse[] = ['notify-subscribers', 'block-with-consent']

/**
 * What the world is told of a case, copied field by field; `undefined` when nothing ever was. A lease that
 * has run out is over, whether or not the scheduler was there to say so. Times are told as whole hours, and
 * an end as the hour before it: a lease is told short rather than long, but never as nothing.
 */
export function warningOf(told: Told, nowMs: number): Warning | undefined {
  const { id, endpoint, kind, band, warning } = told
  if (!warning) return undefined
  const { validFromMs, validUntilMs, version } = warning
  return {
    id,
    address: endpoint.address,
    protocol: endpoint.protocol,
    port: endpoint.port,
    kind,
    band,
    validFrom: wholeHour(validFromMs),
    validUntil: wholeHour(Math.max(validUntilMs, validFromMs + HOUR_MS)),
    status: statusAt(warning.status, validUntilMs, nowMs),
    uses: USES,
    version,
  }
}

function statusAt(status: WarningStatus, validUntilMs: number, nowMs: number): WarningStatus {
  const isRunning = status === 'active' || status === 'disputed'
  return isRunning && nowMs >= validUntilMs ? 'expired' : status
}
