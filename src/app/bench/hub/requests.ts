import { Agent, request } from 'node:http'
import { signRequest } from '../../../gate/warning/trust/request-signature.ts'
import type { SigningKey } from '../../../gate/warning/trust/signing-key.ts'
import { drawOctets, systemClock } from '../../system-ports.ts'

export type Answer = { readonly octets: number; readonly beginning: string }

const BEGINNING_OCTETS_MAX = 65_536
const NONCE_OCTETS = 18
const agent = new Agent({ keepAlive: true })

/** A signed request; POST where there is a body. */
export function askAsMember(asked: {
  readonly url: string
  readonly key: SigningKey
  readonly target: string
  readonly body?: object
}): Promise<Answer> {
  const { url, key, target } = asked
  const body = Buffer.from(asked.body ? JSON.stringify(asked.body) : '')
  const method = asked.body ? 'POST' : 'GET'
  const nonce = Buffer.from(drawOctets(NONCE_OCTETS)).toString('base64url')
  const { host: authority } = new URL(url)
  const signed = { method, authority, target, body }
  const headers = {
    ...signRequest(signed, key, nonce, systemClock.nowMs()),
    ...(asked.body ? { 'content-type': 'application/json' } : {}),
  }
  return ask(new URL(target, url), method, headers, body)
}

export const askWithToken = (url: string, target: string, token: string): Promise<Answer> =>
  ask(new URL(target, url), 'GET', { authorization: `Bearer ${token}` }, Buffer.alloc(0))

/** Reads to the end, and keeps the beginning. A refusal is a fault of the benchmark. */
function ask(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, agent }, (response) => {
      const kept: Buffer[] = []
      let octets = 0
      response.on('data', (chunk: Buffer) => {
        if (octets < BEGINNING_OCTETS_MAX) kept.push(chunk)
        octets += chunk.length
      })
      response.on('error', reject)
      response.on('end', () => {
        const beginning = Buffer.concat(kept).toString('utf8', 0, BEGINNING_OCTETS_MAX)
        if (response.statusCode! < 300) resolve({ octets, beginning })
        else reject(new Error(`${url.pathname}: ${beginning.slice(0, 300)}`))
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
