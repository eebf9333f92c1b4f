import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { promisify } from 'node:util'
import { authorityAt } from '../../src/app/hub/time-stamp-authority.ts'
import { LogError } from '../../src/gate/log/errors.ts'
import { timeStamper } from '../../src/gate/log/time-stamp.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const run = promisify(execFile)
const CHECKPOINT = Buffer.from('hub.example.jp/log\n5\nqqqq\n')

/** A time-stamping authority of OpenSSL's, asked as one is asked by HTTP. */
let directory: Awaited<ReturnType<typeof temporaryDirectory>>
const at = (name: string) => join(directory.path, name)
const openssl = (...args: string[]) => run('openssl', args, { cwd: directory.path })

before(async () => {
  directory = await temporaryDirectory()
  writeFileSync(
    at('tsa.cnf'),
    `[req]
distinguished_name = name
x509_extensions = tsa
prompt = no
[name]
CN = a time-stamping authority of a test
[tsa]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = critical,timeStamping
[tsa_default]
serial = ${at('serial')}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
`,
  )
  writeFileSync(at('serial'), '01\n')
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('tsa.key'), '-out', at('tsa.pem')]
  await openssl('req', '-x509', '-config', at('tsa.cnf'), ...key, '-days', '2')
})
after(() => directory[Symbol.asyncDispose]())

async function authority(request: Uint8Array): Promise<Uint8Array> {
  writeFileSync(at('query'), request)
  const files = ['-queryfile', at('query'), '-out', at('reply')]
  const keys = ['-signer', at('tsa.pem'), '-inkey', at('tsa.key')]
  await openssl(
    'ts',
    '-reply',
    '-config',
    at('tsa.cnf'),
    '-section',
    'tsa_default',
    ...files,
    ...keys,
  )
  return readFileSync(at('reply'))
}
const draw = (count: number) => randomBytes(count)
const refused = (promise: Promise<unknown>) =>
  assert.rejects(
    promise,
    (error) => error instanceof LogError && error.code === 'TIME_STAMP_REFUSED',
  )

it('an authority stamps a checkpoint, and openssl proves it without us', async () => {
  const stamp = await timeStamper(authority, draw)(CHECKPOINT)
  writeFileSync(at('stamp.tsr'), stamp)
  writeFileSync(at('checkpoint'), CHECKPOINT)
  const proof = ['-in', at('stamp.tsr'), '-CAfile', at('tsa.pem')]
  const { stdout, stderr } = await openssl('ts', '-verify', '-data', at('checkpoint'), ...proof)
  assert.match(stdout + stderr, /Verification: OK/)
  writeFileSync(at('checkpoint'), 'another')
  await assert.rejects(openssl('ts', '-verify', '-data', at('checkpoint'), ...proof))
})

it('asked over HTTP it answers the same, and one that is away or speaks nonsense is told as such', async () => {
  const server = createServer(async (request, response) => {
    assert.equal(request.headers['content-type'], 'application/timestamp-query')
    response.end(await authority(Buffer.concat(await request.toArray())))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const ask = authorityAt(`http://127.0.0.1:${port}/`)
  const stamp = await timeStamper(ask, draw)(CHECKPOINT)
  assert.ok(stamp.length > 1000)
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  await refused(timeStamper(ask, draw)(CHECKPOINT))
})

it('an answer to another request, a refusal, and nonsense are no stamp', async () => {
  const old = await timeStamper(authority, draw)(CHECKPOINT)
  await refused(timeStamper(async () => old, draw)(CHECKPOINT))
  await refused(timeStamper(async () => old, draw)(Buffer.from('another')))
  const rejected = Buffer.from('30053003020102', 'hex')
  for (const answer of [rejected, Buffer.alloc(0), Buffer.from('nonsense'), old.subarray(0, 40)])
    await refused(timeStamper(async () => answer, draw)(CHECKPOINT))
})
