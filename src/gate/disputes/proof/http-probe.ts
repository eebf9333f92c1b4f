import { request } from 'node:http'
import { connect, isIP } from 'node:net'
import { parseAddress } from '../../../core/address.ts'
import { prefixContains } from '../../../core/prefix.ts'
import { isDisputable } from '../disputable-address.ts'
import type { Challenge, Probe } from '../ports.ts'
import type { DisputeSettings } from '../settings.ts'

export const WELL_KNOWN = '/.well-known/noroshi/'

const HTTP_PORT = 80
/** From connecting to the last octet; who trickles is cut off as well. */
const TIMEOUT_MS = 4_000
/** The answer has 59 characters. */
const BODY_OCTETS_MAX = 256
const HEADER_OCTETS_MAX = 8_192

/**
 * Asks the address itself for the answer, on port 80 and on the asked one. Only this literal address is
 * connected to: no name is resolved, no redirect is followed, no proxy is used, and no address that is not
 * public. A stranger makes the hub ask, so the hub tells nobody what came but whether it was the answer.
 */
export function httpProbe(
  settings: Pick<DisputeSettings, 'neverAsked' | 'isLaboratory'>,
  agent: string,
): Probe {
  return async (challenge) => {
    const octets = parseAddress(challenge.address)
    const mayBeAsked =
      octets !== undefined &&
      isDisputable(octets, settings) &&
      !settings.neverAsked.some((prefix) => prefixContains(prefix, octets))
    if (!mayBeAsked) return false
    const ports = new Set([HTTP_PORT, challenge.port ?? HTTP_PORT])
    const found = await Promise.all([...ports].map((port) => ask(challenge, port, agent)))
    return found.includes(true)
  }
}

function ask({ address, token, answer }: Challenge, port: number, agent: string): Promise<boolean> {
  const family = isIP(address)
  if (family === 0) throw new Error('only a literal address is asked')
  const host = family === 6 ? `[${address}]` : address
  return new Promise((resolve) => {
    const asking = request({
      // Connected here and not by an agent, which could go through a proxy of the environment.
      createConnection: () => connect({ host: address, port, family }),
      host: address,
      port,
      path: WELL_KNOWN + token,
      maxHeaderSize: HEADER_OCTETS_MAX,
      headers: {
        host: port === HTTP_PORT ? host : `${host}:${port}`,
        'user-agent': agent,
        'accept-encoding': 'identity',
        connection: 'close',
      },
    })
    const deadline = setTimeout(() => end(false), TIMEOUT_MS)
    const end = (isFound: boolean): void => {
      clearTimeout(deadline)
      asking.destroy()
      resolve(isFound)
    }
    asking.on('error', () => end(false))
    // Somebody who would rather speak another protocol.
    asking.on('upgrade', () => end(false))
    asking.on('response', (response) => {
      if (response.statusCode !== 200) return end(false)
      let body = ''
      response.setEncoding('latin1')
      response.on('data', (part: string) => {
        body += part
        if (body.length > BODY_OCTETS_MAX) end(false)
      })
      response.on('end', () => end(response.complete && body.trim() === answer))
      response.on('error', () => end(false))
      response.on('aborted', () => end(false))
    })
    asking.end()
  })
}
