import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { openEmbedded } from './embedded.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-embedded-'))
after(() => rmSync(directory, { recursive: true, force: true }))

it('every new database is empty, and what one holds is in no other', async () => {
  const first = await openEmbedded(join(directory, 'first'))
  await first.exec('create table lantern (id int)')
  await first.close()
  const second = await openEmbedded(join(directory, 'second'))
  await assert.rejects(second.query('select * from lantern'), /does not exist/)
  await second.close()
  const again = await openEmbedded(join(directory, 'first'))
  assert.deepEqual((await again.query('select * from lantern')).rows, [])
  await again.close()
})

it('what a copy that was cut off left behind is not taken for a database', async () => {
  const half = join(directory, 'third.half')
  mkdirSync(half)
  writeFileSync(join(half, 'PG_VERSION'), '')
  const third = await openEmbedded(join(directory, 'third'))
  assert.deepEqual((await third.query<{ one: number }>('select 1 as one')).rows, [{ one: 1 }])
  await third.close()
  assert.ok(!existsSync(half))
})
