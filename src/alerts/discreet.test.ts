import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import { openDatabase } from '../db/database.ts'
import { discreetly } from './discreet.ts'

it('a statement that fails tells its number, and not what was in it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-discreet-'))
  const database = await openDatabase({ directory: join(directory, 'database') }, [])
  const fail = () => sql`select ${'line-of-somebody'}::integer`.execute(database)
  await assert.rejects(fail, (error) => /line-of-somebody/.test(inspect(error)))
  await assert.rejects(discreetly(fail), (error: Error & { code?: string }) => {
    assert.match(error.message, /22P02/)
    assert.doesNotMatch(inspect(error, { depth: 9 }), /line-of-somebody/)
    return error.code === 'ALERT_DATABASE_FAILED'
  })
  await assert.rejects(
    discreetly(async () => {
      throw new RangeError('ours')
    }),
    RangeError,
  )
  await database.destroy()
  rmSync(directory, { recursive: true, force: true })
})
