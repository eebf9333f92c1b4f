import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { LogError } from './errors.ts'
import { readSeal, sealer } from './seal.ts'

const OCTETS = Buffer.from('hub.example.jp/log\n5\nqqqq\n')
const clock = { nowMs: () => Date.UTC(2026, 10, 21, 3, 4, 5, 678) }
const directory = mkdtempSync(join(tmpdir(), 'noroshi-seal-'))
after(() => rmSync(directory, { recursive: true, force: true }))

/** Node makes no certificates; wherever it was built with OpenSSL's command beside it, that one does. */
function organisation(name: string, ...kind: string[]) {
  const at = (end: string) => join(directory, `${name}.${end}`)
  const files = ['-keyout', at('key'), '-out', at('pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', '-days', '2', '-subj', `/O=${name}`, ...kind, ...files],
    { stdio: 'ignore' },
  )
  return {
    key: createPrivateKey(readFileSync(at('key'))),
    certificate: new X509Certificate(readFileSync(at('pem'))),
  }
}
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
const skip = hasOpenssl ? false : 'openssl, which makes certificates, is not here'
const refused = (work: () => unknown, code: string) =>
  assert.throws(work, (error) => error instanceof LogError && error.code === code)

it('a seal says who sealed what and when, with keys of every kind', { skip }, async () => {
  for (const [name, ...kind] of [
    ['p256', ...EC],
    ['p384', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1'],
    ['rsa', '-newkey', 'rsa:2048'],
    ['ed25519', '-newkey', 'ed25519'],
  ] as const) {
    const { key, certificate } = organisation(name, ...kind)
    const seal = await sealer(key, [certificate], clock)(OCTETS)
    const read = readSeal(seal, OCTETS)
    assert.equal(read.certificate.subject, `O=${name}`)
    assert.equal(read.sealedAtMs, Date.UTC(2026, 10, 21, 3, 4, 5))
    refused(() => readSeal(seal, Buffer.concat([OCTETS, Buffer.of(0)])), 'SEAL_WRONG')
  }
})

it('another’s certificate, header or algorithm does not fit a seal', { skip }, async () => {
  const [own, other] = [organisation('own', ...EC), organisation('other', ...EC)]
  refused(() => sealer(own.key, [other.certificate], clock), 'SEAL_KEY_INVALID')
  refused(() => sealer(own.key, [], clock), 'SEAL_KEY_INVALID')
  const weak = organisation('weak', '-newkey', 'rsa:1024')
  refused(() => sealer(weak.key, [weak.certificate], clock), 'SEAL_KEY_INVALID')
  const seal = (await sealer(own.key, [own.certificate], clock)(OCTETS)).toString().trim()
  const [head, signature] = seal.split('..')
  const header = JSON.parse(Buffer.from(head!, 'base64url').toString())
  for (const change of [
    { x5c: [other.certificate.raw.toString('base64')] },
    { alg: 'none' },
    { alg: 'HS256' },
    { b64: true },
    { crit: ['b64'] },
    { sigT: 'yesterday' },
    { 'x5t#S256': '' },
  ]) {
    const forged = Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url')
    refused(() => readSeal(Buffer.from(`${forged}..${signature}`), OCTETS), 'SEAL_WRONG')
  }
  for (const text of ['', '..', `${head}.e30.${signature}`, `${head}..`, 'x'.repeat(50_000)])
    refused(() => readSeal(Buffer.from(text), OCTETS), 'SEAL_WRONG')
})
