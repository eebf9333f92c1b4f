import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { openUnmigrated } from '../../db/database.ts'
import { dumpDatabase, loadDatabase, type TransferLine } from '../../db/transfer.ts'
import { MEASURE_MIGRATIONS } from '../migrations/index.ts'
import { createDatabase } from './database.fixture.ts'
import { ConsentLedger } from './ledger.ts'
import { verifyProof } from './proof.ts'
import { publishTemplates } from './terms.fixture.ts'

it('consents survive a backup: the same grants, lines and proofs, and still append-only', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 21))
  const database = await createDatabase()
  const ledger = await ConsentLedger.open(database, clock)
  await publishTemplates(ledger, 'block-address')
  const by = { subscriber: 'line-1', channel: 'page', actor: 'subscriber' } as const
  await ledger.give({ ...by, scope: 'block-address', language: 'ja' })
  await ledger.assign([{ ...by, prefixes: ['198.51.100.1', '2001:db8:1::/56'] }])
  await ledger.assign([{ ...by, prefixes: ['198.51.100.2'] }])

  const lines: TransferLine[] = []
  await dumpDatabase(database, async (line) => void lines.push(line))
  const directory = join(mkdtempSync(join(tmpdir(), 'noroshi-restored-')), 'database')
  const restored = await openUnmigrated({ directory })
  await loadDatabase(
    restored,
    (async function* () {
      yield* lines
    })(),
    MEASURE_MIGRATIONS,
  )
  const again = await ConsentLedger.open(restored, clock)
  assert.deepEqual(
    again.grants('block-address').map((grant) => ({ ...grant })),
    ledger.grants('block-address').map((grant) => ({ ...grant })),
  )
  verifyProof(await again.proof('line-1'))
  await again.withdraw({ ...by, scope: 'block-address' })
  assert.deepEqual(again.grants('block-address'), [])
  await database.destroy()
  await restored.destroy()
})
