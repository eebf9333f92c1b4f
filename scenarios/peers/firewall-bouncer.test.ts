import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { it } from 'node:test'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const DRILL = resolve(import.meta.dirname, '../drills/firewall-bouncer.ts')
const programs = ['crowdsec-firewall-bouncer', 'nft', 'ip']
const missing = programs.find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
const isAllowed = spawnSync('unshare', ['-n', 'true']).status === 0
const skip = missing
  ? `no ${missing} is installed`
  : isAllowed
    ? false
    : 'no network of one’s own may be made here'

it('Debian’s firewall bouncer puts what is warned of into the kernel’s set, and takes out what is withdrawn', {
  skip,
}, async () => {
  await using directory = await temporaryDirectory()
  // So that this machine's own firewall stays as it is.
  const run = spawnSync('unshare', ['-n', process.execPath, DRILL, directory.path], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  assert.equal(run.status, 0, run.stderr)
  assert.deepEqual(JSON.parse(run.stdout), { isKept: true, isWithdrawnHeld: false })
})
