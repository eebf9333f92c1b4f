import { type ClientHttp2Session, connect } from 'node:http2'
import type { Place } from '../../../gate/zone/zone-server.ts'
import { withoutAddresses } from '../command.ts'
import { PlaneError } from '../errors.ts'

const STATUS_OK = '0'
/** The service knows no such method: another version's. */
const STATUS_UNIMPLEMENTED = '12'
const STATUS_UNAVAILABLE = '14'

/** Calls of gRPC over one connection that stays open, and is opened again at the next call when it was lost. */
export class GrpcClient {
  readonly #url: string
  readonly #timeoutMs: number
  #session: ClientHttp2Session | undefined

  constructor({ address, port }: Place, timeoutMs: number) {
    this.#url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`
    this.#timeoutMs = timeoutMs
  }

  /**
   * One request, one answer, of which only whether it was done is looked at. Throws `PlaneError`,
   * PLANE_ANSWER_UNREADABLE where there is no such method.
   *
   * @param method `/package.Service/Method`
   */
  call(method: string, message: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const lost = (why: string): void =>
        reject(new PlaneError('PLANE_UNREACHABLE', `gRPC: ${withoutAddresses(why)}`))
      const timer = setTimeout(() => {
        lost(`no answer within ${this.#timeoutMs} ms`)
        // Whatever else waits on this connection waits in vain.
        this.#session?.destroy()
      }, this.#timeoutMs)
      const request = this.#connected().request({
        ':method': 'POST',
        ':path': method,
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      let status: string | undefined
      let complaint = ''
      const read = (headers: Record<string, unknown>): void => {
        status = headers['grpc-status'] === undefined ? status : String(headers['grpc-status'])
        complaint = String(headers['grpc-message'] ?? complaint)
      }
      request.on('response', read)
      request.on('trailers', read)
      request.on('error', ({ message: why }) => lost(why))
      request.on('close', () => {
        clearTimeout(timer)
        if (status === STATUS_OK) resolve()
        else if (status === undefined || status === STATUS_UNAVAILABLE) lost('the connection ended')
        else {
          const isUnknown = status === STATUS_UNIMPLEMENTED
          const code = isUnknown ? 'PLANE_ANSWER_UNREADABLE' : 'PLANE_REFUSED'
          reject(new PlaneError(code, `gRPC: ${withoutAddresses(complaint)}`))
        }
      })
      request.resume()
      request.end(framed(message))
    })
  }

  close(): void {
    this.#session?.destroy()
  }

  #connected(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session
    this.#session = connect(this.#url)
    // Each call that was under way hears of it by itself.
    this.#session.on('error', () => {})
    return this.#session
  }
}

/** Not compressed, then the length. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}
