import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TrustError } from './errors.ts'
import { keyOf } from './hub.fixture.ts'
import {
  REQUEST_AGE_MS_MAX,
  readSignature,
  type SignedRequest,
  signatureBase,
  signRequest,
  verifyRequest,
} from './request-signature.ts'
import { isSignedBy } from './signing-key.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 12)
const key = keyOf(40)
const plain = {
  method: 'POST',
  authority: 'hub.example.jp:8443',
  target: '/v1/submissions?dry=1',
  body: Buffer.from('{"warnings":[]}'),
}
const signed: SignedRequest = {
  ...plain,
  headers: signRequest(plain, key, 'nonce-0123456789', NOW_MS),
}

it('the Ed25519 example of RFC 9421 §B.2.6 verifies', () => {
  const base = signatureBase(
    ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
    {
      method: 'POST',
      authority: 'example.com',
      target: '/foo?param=Value&Pet=dog',
      headers: {
        date: 'Tue, 20 Apr 2021 02:07:55 GMT',
        'content-type': 'application/json',
        'content-length': '18',
      },
    },
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  )
  const publicKey = {
    keytype: 'ed25519' as const,
    public: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
  }
  const signature = Buffer.from(
    'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    'base64',
  )
  assert.ok(isSignedBy(publicKey, Buffer.from(base), signature))
})

it('a signed request says by whom and when, and verifies', () => {
  assert.deepEqual(readSignature(signed.headers), {
    keyId: key.id,
    nonce: 'nonce-0123456789',
    createdAtMs: NOW_MS,
  })
  verifyRequest(signed, key.publicKey, NOW_MS)
  verifyRequest(signed, key.publicKey, NOW_MS + REQUEST_AGE_MS_MAX)
})

it('nothing of a signed request can be changed, left out, or used later', () => {
  const { headers } = signed
  const input = headers['signature-input']!
  const changed: SignedRequest[] = [
    { ...signed, method: 'PUT' },
    { ...signed, authority: 'other.example.jp' },
    { ...signed, target: '/v1/submissions' },
    { ...signed, target: '/v1/sightings?dry=1' },
    { ...signed, body: Buffer.from('{"warnings":[1]}') },
    { ...signed, headers: {} },
    { ...signed, headers: { ...headers, 'content-digest': undefined } },
    { ...signed, headers: { ...headers, signature: undefined } },
    {
      ...signed,
      headers: { ...headers, 'signature-input': input.replace(' "content-digest"', '') },
    },
    { ...signed, headers: { ...headers, 'signature-input': input.replace('0123', '0124') } },
  ]
  const refused = (request: SignedRequest, publicKey = key.publicKey, nowMs = NOW_MS) =>
    assert.throws(
      () => verifyRequest(request, publicKey, nowMs),
      (error) => error instanceof TrustError && error.code === 'SIGNATURES_TOO_FEW',
    )
  for (const request of changed) refused(request)
  refused(signed, keyOf(41).publicKey)
  refused(signed, key.publicKey, NOW_MS + REQUEST_AGE_MS_MAX + 1)
  refused(signed, key.publicKey, NOW_MS - REQUEST_AGE_MS_MAX - 1)
})
