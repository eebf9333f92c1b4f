import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { FACES, type FaceInput } from '../../src/gate/warning/faces/index.ts'
import { BEGUN_MS, warningOn } from '../../src/gate/warning/warning.fixture.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const run = promisify(execFile)

const inputOf = (addresses: readonly string[]): FaceInput => ({
  hub: 'hub.example.jp',
  version: 1,
  nowMs: BEGUN_MS + 60_000,
  former: [],
  listed: addresses.map((address) => ({ warning: warningOn(address), sequence: 1 })),
})

it('the kernel’s firewall takes the sets, and a later file removes what it does not name', async () => {
  await using directory = await temporaryDirectory()
  const face = FACES.find(({ name }) => name === 'nftables')!
  const files = [['8.8.4.4', '9.9.9.9', '2400:2::'], ['9.9.9.9'], []].map((addresses, index) => {
    const path = join(directory.path, `${index}.nft`)
    writeFileSync(path, face.render(inputOf(addresses))[0]!.body)
    return path
  })
  // In a network of its own, so that this machine's firewall stays as it is.
  const script = files.map((file) => `nft -f ${file} && nft list ruleset && echo ----`).join(' && ')
  const { stdout } = await run('unshare', ['-n', 'sh', '-c', script])
  const [first, second, third] = stdout.split('----')
  for (const element of ['8.8.4.4 . tcp . 4444 timeout', '9.9.9.9 . tcp', '2400:2:: . tcp . 4444'])
    assert.ok(first?.includes(element), element)
  assert.ok(!second?.includes('8.8.4.4') && !second?.includes('2400:2::'))
  assert.ok(second?.includes('9.9.9.9 . tcp . 4444 timeout'))
  assert.ok(!third?.includes('elements'))
})
