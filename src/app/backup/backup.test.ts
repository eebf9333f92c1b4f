import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createRegistry } from '../../cases/index.ts'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { ManualClock } from '../../core/clock.ts'
import { AuditLog, verifyAudit } from '../../flows/store/audit-log.ts'
import { type DataDirectory, openDataDirectory } from '../data-directory.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { systemClock } from '../system-ports.ts'
import { makeBackup, summaryOf } from './make-backup.ts'
import { restoreBackup } from './restore-backup.ts'

const STATES = resolve(import.meta.dirname, '../../../testdata/states')
const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted

describe('backup and restore', () => {
  const root = mkdtempSync(join(tmpdir(), 'noroshi-backup-'))
  const file = join(root, 'one.noroshi')
  let first: DataDirectory

  before(async () => {
    first = openDataDirectory(join(root, 'first'))
    writeFileSync(first.configurationFile, '{"retention":{"flowDays":3}}')
    const log = await AuditLog.open(first.audit, systemClock)
    const line = { purpose: 'case-review', actor: 'hanako', reason: 'x', subject: 'y' }
    for (const kind of ['look', 'import'] as const) await log.append({ kind, ...line })
    await log.close()
    await using database = await openOperationalDatabase(first)
    const score = { probability: 0.9, band: 'suspected', clients: 4 } as const
    const reason = { en: 'x', ja: '狼煙', group: 'g', weight: 1 }
    const candidates = Array.from({ length: 1_100 }, (_, port) => ({
      ...{ address: '203.0.113.7', protocol: 'tcp', port },
      ...score,
      reasons: [reason],
      against: [],
    }))
    await createRegistry(database, systemClock).propose(candidates, { actor: 'detector' })
    await makeBackup(first, database, file)
    await assert.rejects(makeBackup(first, database, file), code('BACKUP_EXISTS'))
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  it('a backup is for its owner only, and says what is in it', async () => {
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { tables, files } = await summaryOf(file)
    assert.deepEqual(
      ['cases', 'case_events'].map((name) => tables.find((table) => table.name === name)?.rows),
      [1_100, 1_100],
    )
    assert.deepEqual(files, ['noroshi.json', 'audit/audit.jsonl', 'audit/head'])
  })

  it('what was changed or cut short restores nothing', async () => {
    const octets = readFileSync(file)
    const bad = join(root, 'bad.noroshi')
    const flipped = Buffer.from(octets)
    flipped[Math.floor(octets.length / 2)]! ^= 1
    const broken = [flipped, octets.subarray(0, -20), octets.subarray(0, 5), Buffer.from('hello\n')]
    for (const [index, content] of broken.entries()) {
      writeFileSync(bad, content)
      const target = openDataDirectory(join(root, `bad-${index}`))
      await assert.rejects(restoreBackup(target, bad), code('BACKUP_DAMAGED'))
      assert.deepEqual(readdirSync(target.root), [])
    }
  })

  it('everything comes back as it was, once', async () => {
    const second = openDataDirectory(join(root, 'second'))
    await restoreBackup(second, file)
    assert.equal(readFileSync(second.configurationFile, 'utf8'), '{"retention":{"flowDays":3}}')
    assert.deepEqual(await verifyAudit(second.audit), await verifyAudit(first.audit))
    await using database = await openOperationalDatabase(second)
    const again = join(root, 'two.noroshi')
    await makeBackup(second, database, again)
    assert.deepEqual((await summaryOf(again)).tables, (await summaryOf(file)).tables)
    await assert.rejects(restoreBackup(second, file), code('RESTORE_NOT_EMPTY'))
  })

  for (const state of readdirSync(STATES))
    it(`a database as it was at ${state} is brought to this version, and lives on`, async () => {
      const directory = openDataDirectory(join(root, state))
      await restoreBackup(directory, join(STATES, state))
      await using database = await openOperationalDatabase(directory)
      const clock = new ManualClock(Date.UTC(2026, 10, 25))
      const registry = createRegistry(database, clock)
      assert.equal(await registry.rebuildSnapshots(), 0, 'the events explain every case')
      const counts = await registry.counts()
      assert.ok(
        counts.proposed > 0 && counts.dismissed > 0 && counts.confirmed + counts.expired > 0,
      )
      const id = caseIdOf({ address: '2001:db8::1', protocol: 'tcp', port: 443 })
      await registry.dismiss(id, { actor: 'hanako', note: 'x' })
      assert.equal((await registry.undo(id, { actor: 'hanako', note: 'x' })).status, 'proposed')
    })
})
