import type { AskWitness } from '../../gate/log/witness-client.ts'
import { readBounded } from '../../gate/warning/trust/read-bounded.ts'

/** Members wait for the answer before they are told of a change. */
const TIMEOUT_MS = 1_500
const ANSWER_OCTETS_MAX = 65_536

/** A witness over HTTP (c2sp.org/tlog-witness). */
export function witnessAt(url: string): AskWitness {
  const place = new URL('add-checkpoint', url.endsWith('/') ? url : `${url}/`)
  return async (body) => {
    const answer = await fetch(place, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      body: answer.body ? await readBounded(answer.body, ANSWER_OCTETS_MAX) : '',
    }
  }
}
