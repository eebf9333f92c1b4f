import { createHash } from 'node:crypto'
import type { DrawOctets } from '../../core/secret.ts'
import type { Confirm } from './confirm.ts'
import { LogError } from './errors.ts'

/** Sends a request to an authority and answers what it answered. */
export type AskAuthority = (request: Uint8Array) => Promise<Uint8Array>

const NONCE_OCTETS = 8
/** 2.16.840.1.101.3.4.2.1, SHA-256, with its NULL parameter: an AlgorithmIdentifier in DER. */
const SHA_256 = Buffer.from('300d06096086480165030402010500', 'hex')
const TAG = { boolean: 0x01, integer: 0x02, octetString: 0x04, sequence: 0x30 } as const
const GRANTED = 0
const GRANTED_WITH_MODS = 1

/**
 * A time stamp of RFC 3161: the authority is given the SHA-256 of the octets and signs it with its time. The answer
 * is the whole TimeStampResp; `openssl ts -verify` proves it, with the authority's certificate and without us.
 * @param draw octets that nobody can foresee
 */
export function timeStamper(ask: AskAuthority, draw: DrawOctets): Confirm {
  return async (octets) => {
    const imprint = imprintOf(octets)
    const nonce = der(TAG.integer, positive(draw(NONCE_OCTETS)))
    const response = Buffer.from(await ask(requestOf(imprint, nonce)))
    checkResponse(response, imprint, nonce)
    return response
  }
}

/** `application/timestamp-query`: version 1, the hash, a nonce, and the wish for the certificate. */
function requestOf(imprint: Buffer, nonce: Buffer): Buffer {
  const version = der(TAG.integer, Buffer.of(1))
  return der(
    TAG.sequence,
    Buffer.concat([version, imprint, nonce, der(TAG.boolean, Buffer.of(0xff))]),
  )
}

const imprintOf = (octets: Uint8Array): Buffer =>
  der(
    TAG.sequence,
    Buffer.concat([SHA_256, der(TAG.octetString, createHash('sha256').update(octets).digest())]),
  )

/**
 * Whether it was granted, and for this hash and nonce: an answer to another request is a replay. The signature
 * is not looked at here; whoever relies on the stamp verifies it against an authority of its own choice.
 */
function checkResponse(response: Buffer, imprint: Buffer, nonce: Buffer): void {
  const outer = contentOf(response, 0)
  const statusInfo = outer && contentOf(response, outer.start)
  const status = statusInfo && contentOf(response, statusInfo.start)
  if (!outer || !statusInfo || !status || status.end - status.start !== 1)
    throw refused('the answer is no time stamp')
  const code = response[status.start]
  if (code !== GRANTED && code !== GRANTED_WITH_MODS) throw refused(`status ${code}`)
  const token = response.subarray(statusInfo.end, outer.end)
  if (!token.includes(imprint) || !token.includes(nonce))
    throw refused('the stamp is on something else')
}

/** Where the content of a DER element begins and ends; `undefined` when it does not fit. */
function contentOf(octets: Buffer, offset: number): { start: number; end: number } | undefined {
  const first = octets[offset + 1]
  if (first === undefined) return undefined
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f
  const start = offset + 2 + lengthOctets
  if (lengthOctets > 4 || start > octets.length) return undefined
  const length = lengthOctets === 0 ? first : octets.readUIntBE(offset + 2, lengthOctets)
  return start + length <= octets.length ? { start, end: start + length } : undefined
}

function der(tag: number, content: Buffer): Buffer {
  // Nothing here is longer than 127 octets.
  if (content.length > 127) throw new Error('a long form is not needed here')
  return Buffer.concat([Buffer.of(tag, content.length), content])
}

/** Without leading zeros and never negative, as DER writes integers. */
function positive(octets: Uint8Array): Buffer {
  const value = Buffer.from(octets)
  value[0] = (value[0]! & 0x7f) | 0x40
  return value
}

const refused = (why: string): LogError =>
  new LogError('TIME_STAMP_REFUSED', `the time-stamping authority did not stamp: ${why}`)
