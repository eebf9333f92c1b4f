import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { TrustError, type TrustErrorCode } from './errors.ts'
import { readKeyFile, writeKeyFile } from './key-file.ts'
import { isSignedBy, keyIdOf, publicKeyFrom, SigningKey } from './signing-key.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-keys-'))
after(() => rmSync(directory, { recursive: true }))
const refused = (act: () => unknown, code: TrustErrorCode) =>
  assert.throws(act, (error) => error instanceof TrustError && error.code === code)

it('the first key and signature of RFC 8032 §7.1 come out', () => {
  const key = new SigningKey(
    Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
  )
  assert.equal(
    Buffer.from(key.publicKey.public, 'base64url').toString('hex'),
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  )
  const signature = key.sign(Buffer.alloc(0))
  assert.equal(
    signature.toString('hex'),
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  )
  assert.ok(isSignedBy(key.publicKey, Buffer.alloc(0), signature))
  assert.ok(!isSignedBy(key.publicKey, Buffer.from('x'), signature))
  assert.equal(key.id, keyIdOf(key.publicKey))
})

it('nothing that is no key or no signature is good', () => {
  const key = new SigningKey(Buffer.alloc(32, 7))
  const signature = key.sign(Buffer.from('word'))
  for (const publicKey of [
    { keytype: 'ed25519', public: '' },
    { keytype: 'ed25519', public: `${key.publicKey.public}=` },
    { keytype: 'rsa', public: key.publicKey.public },
    publicKeyFrom(Buffer.alloc(32, 0xff)),
  ])
    assert.ok(!isSignedBy(publicKey as typeof key.publicKey, Buffer.from('word'), signature))
  assert.ok(!isSignedBy(key.publicKey, Buffer.from('word'), signature.subarray(1)))
})

it('a key file is its owner’s alone, and never written over', () => {
  const path = join(directory, 'list.key')
  const key = new SigningKey(Buffer.alloc(32, 1))
  writeKeyFile(path, key)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(readKeyFile(path).id, key.id)
  assert.throws(() => writeKeyFile(path, key), /EEXIST/)
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(path, mode)
    refused(() => readKeyFile(path), 'KEY_FILE_EXPOSED')
  }
})

it('a key file that is absent, foreign or damaged is told as such, and its secret is not repeated', () => {
  refused(() => readKeyFile(join(directory, 'nothing')), 'KEY_FILE_MISSING')
  const path = join(directory, 'member.key')
  writeKeyFile(path, new SigningKey(Buffer.alloc(32, 2)))
  const good = readFileSync(path, 'utf8')
  const { seed } = JSON.parse(good)
  const flipped = (seed[0] === 'A' ? 'B' : 'A') + seed.slice(1)
  for (const text of [
    '',
    '{',
    'null',
    '{}',
    good.replace(seed, flipped),
    good.replace(seed, 'AA'),
  ]) {
    writeFileSync(path, text)
    assert.throws(
      () => readKeyFile(path),
      (error) =>
        error instanceof TrustError &&
        error.code === 'KEY_FILE_INVALID' &&
        !String(error.stack).includes(flipped),
      text,
    )
  }
})
