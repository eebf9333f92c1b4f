import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { PLAIN_LINT } from '../lint.ts'
import { warningOn } from '../warning.fixture.ts'
import { TrustError } from './errors.ts'
import { follow } from './follow.ts'
import { head, NOW_MS, newcomer, snapshot } from './hub.fixture.ts'
import { loadTrusted, saveTrusted } from './trust-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-trust-'))
after(() => rmSync(directory, { recursive: true }))

it('what is believed survives a restart, readable by its owner alone', () => {
  const path = join(directory, 'trusted')
  assert.equal(loadTrusted(path), undefined)
  const list = snapshot(5, [warningOn('8.8.4.4'), warningOn('2400:2::9')])
  const offer = { roots: [], head: head(list), documents: [list.text] }
  const trusted = follow(newcomer(), offer, NOW_MS, PLAIN_LINT)
  saveTrusted(path, trusted)
  assert.deepEqual(loadTrusted(path), trusted)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.ok(!existsSync(`${path}.new`))
})

it('a damaged memory is not taken for a new beginning, which a rollback could use', () => {
  const path = join(directory, 'damaged')
  saveTrusted(path, newcomer())
  const text = readFileSync(path, 'utf8')
  for (const damaged of ['', text.slice(0, -40), text.replace('isp-a', 'isp-b'), '{}\n']) {
    writeFileSync(path, damaged)
    assert.throws(
      () => loadTrusted(path),
      (error) => error instanceof TrustError && error.code === 'TRUST_STATE_DAMAGED',
    )
    assert.equal(readFileSync(path, 'utf8'), damaged, 'left for a person to look at')
  }
})
