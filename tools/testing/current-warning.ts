import { HOUR_MS } from '../../src/core/time-span.ts'
import { warningOn } from '../../src/gate/warning/warning.fixture.ts'
import type { Warning } from '../../src/gate/warning/warning.ts'
import { wholeHour } from '../../src/gate/warning/whole-time.ts'

/** A warning that is in force now and for three days: for hubs and members that are processes with a clock of their own. */
export function currentWarning(address: string, change: Partial<Warning> = {}): Warning {
  const nowMs = Date.now()
  return warningOn(address, {
    band: 'suspected',
    validFrom: wholeHour(nowMs),
    validUntil: wholeHour(nowMs + 72 * HOUR_MS),
    ...change,
  })
}
