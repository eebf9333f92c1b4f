import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import { AuditLog, verifyAudit } from './audit-log.ts'

const ACCESS: FlowAccess = { purpose: 'service-operation', actor: 'test', reason: 'audit suite' }

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-audit-'))
})
after(() => rm(directory, { recursive: true }))

test('the chain goes on after a crash in the middle of a line', async () => {
  const place = await mkdtemp(join(directory, 'crash-'))
  const clock = new ManualClock(0)
  const record = { kind: 'look', ...ACCESS, subject: 'sql' } as const
  const first = await AuditLog.open(place, clock)
  await first.append(record)
  await first.close()
  await writeFile(join(place, 'audit.jsonl'), '{"sequence":2,"at":"19', { flag: 'a' })
  const second = await AuditLog.open(place, clock)
  await Promise.all([second.append(record), second.append(record)])
  await second.close()
  assert.partialDeepStrictEqual(await verifyAudit(place), {
    entryCount: 3,
    unsettledDeletions: 0,
  })
})
