import { request } from 'node:http'
import { AppError } from './errors.ts'

/** Who holds a data directory. */
export type Holder = { readonly command: string; readonly pid: number }

type Answer = { readonly status: number; readonly body: unknown }

/** The service's name as a holder; every other holder is a command that works by itself. */
export const SERVICE_COMMAND = 'the service'

const STATUS_TIMEOUT_MS = 5_000
/** A detection over a week of flows may take minutes. */
const CALL_TIMEOUT_MS = 15 * 60_000

/** Who answers on the control socket, or `undefined` when nobody does. */
export async function askService(socketPath: string): Promise<Holder | undefined> {
  try {
    const { body } = await exchange(
      socketPath,
      'GET',
      '/control/status',
      undefined,
      STATUS_TIMEOUT_MS,
    )
    const { command = 'another command', pid = 0 } = (body ?? {}) as Partial<Holder>
    return { command, pid }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined
    throw error
  }
}

/** Whether commands for this data directory are to go through a service. */
export async function isServiceRunning(socketPath: string): Promise<boolean> {
  return (await askService(socketPath))?.command === SERVICE_COMMAND
}

/** One command through the running service; an answer that is not 2xx becomes an `AppError`. */
export async function callService<Result>(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  token?: string,
): Promise<Result> {
  const answer = await exchange(socketPath, method, path, body, CALL_TIMEOUT_MS, token).catch(
    (cause) => {
      throw new AppError(
        'SERVICE_UNREACHABLE',
        `the running service did not answer: ${cause.message}`,
        {
          cause,
        },
      )
    },
  )
  if (answer.status >= 200 && answer.status < 300) return answer.body as Result
  const problem = answer.body as { code?: string; message?: { en?: string } } | undefined
  throw new AppError(
    'SERVICE_REFUSED',
    `${problem?.message?.en ?? `HTTP status ${answer.status}`} (${problem?.code ?? 'no code'})`,
  )
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
  timeoutMs: number,
  token?: string,
): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath,
        method,
        path,
        timeout: timeoutMs,
        headers: {
          host: 'localhost',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        },
      },
      async (response) => {
        try {
          const chunks = await response.toArray()
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({
            status: response.statusCode ?? 0,
            body: text === '' ? undefined : JSON.parse(text),
          })
        } catch (error) {
          reject(error)
        }
      },
    )
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    call.on('error', reject)
    call.end(payload)
  })
}
