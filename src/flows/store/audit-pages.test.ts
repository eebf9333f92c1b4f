import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { type AuditEntry, AuditLog, verifyAudit } from './audit-log.ts'
import { type AuditFilter, readAudit, readAuditPage } from './audit-pages.ts'

const START_MS = Date.UTC(2026, 10, 21)
const LINE_COUNT = 1_000

describe('reading the audit', () => {
  let directory: string
  const path = () => join(directory, 'audit.jsonl')
  const record = (n: number) => ({
    kind: n % 10 === 0 ? ('publication' as const) : ('look' as const),
    purpose: n % 2 === 0 ? 'c2-detection' : 'case-review',
    actor: n % 7 === 0 ? 'hanako' : 'schedule',
    reason: `狼煙 ${n} ${'x'.repeat(n % 300)}`,
    subject: `sql ${n}`,
    ...(n % 2 === 0 ? { window: { startMs: START_MS, endMs: START_MS + HOUR_MS } } : {}),
  })

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'noroshi-audit-pages-'))
    const clock = new ManualClock(START_MS)
    const log = await AuditLog.open(directory, clock)
    for (let n = 1; n <= LINE_COUNT; n++) {
      await log.append(record(n))
      clock.advance(60_000)
    }
    await log.close()
  })
  after(() => rm(directory, { recursive: true, force: true }))

  const pages = async (filter: AuditFilter, limit: number): Promise<AuditEntry[]> => {
    const found: AuditEntry[] = []
    let offset: number | null | undefined
    do {
      const page = await readAuditPage(directory, filter, limit, offset ?? undefined)
      assert.ok(page.entries.length <= limit)
      found.push(...page.entries)
      offset = page.nextOffset
    } while (offset !== null)
    return found
  }

  it('pages of any size meet every entry once, newest first', async () => {
    for (const limit of [1, 7, 333, 1000]) {
      const found = await pages({}, limit)
      assert.deepEqual(
        found.map(({ sequence }) => sequence),
        Array.from({ length: LINE_COUNT }, (_, n) => LINE_COUNT - n),
      )
    }
  })

  it('filters by actor, purpose, kind and time, and an export says the same the other way round', async () => {
    const filters: readonly AuditFilter[] = [
      { actor: 'hanako' },
      { purpose: 'case-review', actor: 'hanako' },
      { kind: 'publication' },
      { fromMs: START_MS + HOUR_MS, toMs: START_MS + 2 * HOUR_MS },
      { actor: 'nobody' },
    ]
    const counts = [142, 71, 100, 60, 0]
    for (const [index, filter] of filters.entries()) {
      const found = await pages(filter, 50)
      assert.equal(found.length, counts[index], JSON.stringify(filter))
      const exported: AuditEntry[] = []
      for await (const entry of readAudit(directory, filter)) exported.push(entry)
      assert.deepEqual(exported.toReversed(), found)
    }
    const [look] = await pages({ actor: 'schedule', purpose: 'c2-detection' }, 500)
    assert.deepEqual(look?.window, {
      from: '2026-11-21T00:00:00.000Z',
      to: '2026-11-21T01:00:00.000Z',
    })
    assert.equal((await readAuditPage(join(directory, 'none'), {}, 5)).entries.length, 0)
  })

  it('whichever line is changed or deleted, the last one too, it is found and named', async () => {
    const text = await readFile(path(), 'utf8')
    const lines = text.split('\n').slice(0, -1)
    assert.equal((await verifyAudit(directory)).brokenAt, undefined)
    for (const index of [0, 1, 499, 998, 999]) {
      const cut = lines.toSpliced(index, 1)
      await writeFile(path(), `${cut.join('\n')}\n`)
      const deleted = (await verifyAudit(directory)).brokenAt
      assert.equal(deleted?.line, index + 1)
      assert.match(deleted?.why ?? '', new RegExp(`\\b${index + 1}\\b`))
      const forged = lines.with(index, lines[index]!.replace(/"actor":"\w+"/, '"actor":"taro"'))
      await writeFile(path(), `${forged.join('\n')}\n`)
      assert.equal((await verifyAudit(directory)).brokenAt?.line, index + 1)
    }
    await writeFile(path(), text)
    assert.equal((await verifyAudit(directory)).brokenAt, undefined)
  })

  it('who goes on after cutting off the end does not hide it', async () => {
    const text = await readFile(path(), 'utf8')
    const lines = text.split('\n').slice(0, -1)
    await writeFile(path(), `${lines.slice(0, -3).join('\n')}\n`)
    const log = await AuditLog.open(directory, new ManualClock(START_MS))
    for (let n = 0; n < 5; n++) await log.append(record(n))
    await log.close()
    const { brokenAt, entryCount } = await verifyAudit(directory)
    assert.equal(entryCount, LINE_COUNT + 2)
    assert.equal(brokenAt?.line, LINE_COUNT)
    assert.match(brokenAt?.why ?? '', /others written in their place/)
  })
})
