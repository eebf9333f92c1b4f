import { reportAnswer, reportSilence } from './connection.ts'
import { ApiError, isProblem, unreachable, unreadable } from './problem.ts'

const BASE = '/api/v1'
/** On the window when an answer says that nobody is signed in any more. */
export const SESSION_OVER_EVENT = 'noroshi:session-over'
/** Pictures read flows; the store may take a while on a large day. */
const TIMEOUT_MS = 30_000

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, signal ? { signal } : {})
}

/** @param isLeaving the answer is not waited for: the request goes on when the page has closed */
export function postJson<T>(path: string, body: unknown, isLeaving = false): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    keepalive: isLeaving,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/**
 * @throws {ApiError} always that, or the AbortError of the caller's own signal. The answer's shape
 *   is trusted: page and service are of one version.
 */
async function request<T>(path: string, init: RequestInit): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  let response: Response
  try {
    response = await fetch(BASE + path, { ...init, signal })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    reportSilence()
    throw unreachable()
  }
  const body = await response.json().catch(() => undefined)
  if (body === undefined || (!response.ok && !isProblem(body))) {
    // A proxy in between answers for a dead service with a page of its own.
    if (response.status >= 502) reportSilence()
    throw response.status >= 502 ? unreachable() : unreadable(response.status)
  }
  reportAnswer()
  // A sign-in that is over shows the ways in again, wherever the reader is.
  if (response.status === 401) window.dispatchEvent(new Event(SESSION_OVER_EVENT))
  if (!response.ok) throw new ApiError(body, response.status)
  return body as T
}
