import { parseEndpoint } from '../../../core/endpoint.ts'
import type { Receipt, ReceiptProbe } from '../../../gate/warning/receipt.ts'
import { isInForce, type Warning } from '../../../gate/warning/warning.ts'
import { warningIdOf } from '../../../gate/warning/warning-id.ts'
import { wholeMinute } from '../../../gate/warning/whole-time.ts'
import type { ProbeResult } from '../../../measures/release/probe.ts'
import type { ReleaseReceipt } from '../../../measures/release/receipt.ts'

/** Who is refused by the far end as everybody else is, is not refused by us. Silence everywhere proves nothing. */
const PROBES: Readonly<Record<ProbeResult, ReceiptProbe>> = {
  reachable: 'reachable',
  'refused-by-far-end': 'reachable',
  'still-blocked': 'not-reachable',
  'silent-on-both': 'not-probed',
  'not-probed': 'not-probed',
}

/**
 * What the hub is told of a release; `undefined` where it is none of its business: names and whole addresses are no
 * warnings, and what is released here while the warning stands is our own subscribers' affair.
 */
export function receiptOf(
  release: ReleaseReceipt,
  listed: ReadonlyMap<string, Warning>,
  nowMs: number,
): Receipt | undefined {
  const endpoint = parseEndpoint(release.subject)
  const warning = endpoint && listed.get(warningIdOf(endpoint))
  if (!warning || isInForce(warning, nowMs)) return undefined
  return {
    warningId: warning.id,
    version: warning.version,
    liftedAt: release.liftedAtMs === null ? null : wholeMinute(release.liftedAtMs),
    probe: PROBES[release.probe],
    planes: release.planes.filter(({ isFree }) => isFree).length,
  }
}
