import { LogError } from '../../gate/log/errors.ts'
import type { AskAuthority } from '../../gate/log/time-stamp.ts'
import { readBounded } from '../../gate/warning/trust/read-bounded.ts'

const TIMEOUT_MS = 20_000
const ANSWER_OCTETS_MAX = 65_536

/** A time-stamping authority over HTTP (RFC 3161 §3.4). */
export function authorityAt(url: string): AskAuthority {
  return async (request) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: Buffer.from(request),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (!answer.ok || !answer.body) throw new Error(`HTTP status ${answer.status}`)
      return Buffer.from(await readBounded(answer.body, ANSWER_OCTETS_MAX, 'latin1'), 'latin1')
    } catch (cause) {
      throw new LogError('TIME_STAMP_REFUSED', 'the time-stamping authority did not answer', {
        cause,
      })
    }
  }
}
