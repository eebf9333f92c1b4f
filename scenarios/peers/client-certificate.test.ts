/** Mutual authentication: a hub that listens to members only with certificates of the association's authority. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CertificateAuthority } from '../../tools/testing/certificate-authority.ts'
import { HubProcess } from '../../tools/testing/hub-processes.ts'
import { noroshi, noroshiJson, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'no openssl is installed'

describe('a hub that asks for certificates', { skip }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  const at = (name: string): string => join(directory.path, name)
  before(async () => {
    directory = await temporaryDirectory()
    const association = new CertificateAuthority(directory.path, 'association')
    association.certify('server', ['subjectAltName=DNS:localhost,IP:127.0.0.1'])
    association.certify('isp-a')
    new CertificateAuthority(directory.path, 'stranger').certify('intruder')
    hub = await HubProcess.start(directory.path, {
      tls: { key: at('server.key'), certificate: at('server.pem'), clients: at('association.pem') },
    })
  })
  after(async () => {
    await hub?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const joining = async (data: string, certificate: string[]) => {
    const { invitation } = await hub.invite(data)
    writeFileSync(at(`${data}.invitation`), invitation)
    return noroshi(
      ...['sync', 'join', hub.url, '--data', at(`${data}-member`), '--synthetic'],
      ...['--invitation', at(`${data}.invitation`), '--fingerprint', hub.fingerprint],
      ...['--ca', at('association.pem'), ...certificate],
    )
  }
  const curl = (path: string, ...more: string[]) =>
    execFileSync('curl', [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--cacert',
      at('association.pem'),
      ...more,
      new URL(path, hub.url).href,
    ]).toString()

  it('listens to a member that shows one, and to no other', async () => {
    const own = ['--certificate', at('isp-a.pem'), '--certificate-key', at('isp-a.key')]
    const wrong = ['--certificate', at('intruder.pem'), '--certificate-key', at('intruder.key')]
    for (const [name, certificate] of [
      ['without', []],
      ['intruder', wrong],
    ] as const) {
      const refused = await joining(name, [...certificate])
      assert.equal(refused.status, 1)
      assert.match(refused.stderr, /REQUEST_UNSIGNED/)
    }
    const joined = await joining('isp-a', own)
    assert.equal(joined.status, 0, joined.stderr)
    assert.deepEqual(await noroshiJson('sync', 'once', '--data', at('isp-a-member')), {
      enforced: 0,
    })
  })

  it('asks software with a token for one as well, and nobody who reads the log', async () => {
    const token = await hub.token('isp-a', 'taxii')
    const own = ['--cert', at('isp-a.pem'), '--key', at('isp-a.key')]
    assert.equal(curl('/taxii2/', '-u', `x:${token}`), '401')
    assert.equal(curl('/taxii2/', '-u', `x:${token}`, ...own), '200')
    assert.equal(curl('/taxii2/', '-u', 'x:guess', ...own), '401')
    for (const path of ['/log/checkpoint', '/v1/roots']) assert.equal(curl(path), '200')
  })
})
