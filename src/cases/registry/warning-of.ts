import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { Warning, WarningStatus, WarningUse } from '../../gate/warning/warning.ts'
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
 * has run out is over, whether or not the scheduler was there to say so.
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
    validFrom: new Date(validFromMs).toISOString(),
    validUntil: new Date(validUntilMs).toISOString(),
    status: statusAt(warning.status, validUntilMs, nowMs),
    uses: USES,
    version,
  }
}

function statusAt(status: WarningStatus, validUntilMs: number, nowMs: number): WarningStatus {
  const isRunning = status === 'active' || status === 'disputed'
  return isRunning && nowMs >= validUntilMs ? 'expired' : status
}
