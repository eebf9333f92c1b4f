import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { DAY_MS } from '../../core/time-span.ts'
import { SyncError } from '../../gate/sync/errors.ts'
import { readOverrides } from './member-directory.ts'
import { addOverride, removeOverrides } from './override-file.ts'
import { readReport } from './report-lines.ts'

const KNOWN = 'k3x9q2m7abcd'
const read = (...lines: unknown[]) =>
  readReport(lines.map((line) => JSON.stringify(line)).join('\n'), (id) => id === KNOWN)
const refused = (act: () => unknown, code: string) =>
  assert.throws(act, (error) => error instanceof SyncError && error.code === code)

describe('what a member says back', () => {
  it('is yes or no of a day, and right or wrong', () => {
    assert.deepEqual(
      read(
        { warning: KNOWN, day: '2026-11-21', seen: true },
        { warning: KNOWN, day: '2026-11-21', right: false },
      ),
      {
        sightings: [{ warningId: KNOWN, day: '2026-11-21', isSeen: true }],
        judgements: [{ warningId: KNOWN, day: '2026-11-21', isRight: false }],
      },
    )
  })

  it('says nothing of subscribers: a count, a time, a name or an address on a line is refused', () => {
    const good = { warning: KNOWN, day: '2026-11-21', seen: true }
    for (const wrong of [
      { ...good, clients: 7 },
      { ...good, day: '2026-11-21T12:00:00Z' },
      { ...good, seen: 3 },
      { ...good, warning: '100.64.3.7' },
      { ...good, warning: 'aaaaaaaaaaaa' },
      { ...good, right: true },
      [good],
      'yes',
    ])
      refused(() => read(good, wrong), 'REPORT_INVALID')
    try {
      read({ ...good, note: 'line of 100.64.3.7' })
    } catch (error) {
      assert.ok(!(error as Error).message.includes('100.64.3.7'))
    }
  })
})

describe('what a member does not act on', () => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-override-'))
  after(() => rmSync(directory, { recursive: true }))
  const nowMs = Date.UTC(2026, 10, 21)
  const shop = { address: '203.0.113.7', port: 443, reason: 'a shop', untilMs: nowMs + DAY_MS }

  it('is added, replaced, listed and removed, each by endpoint', () => {
    addOverride(directory, shop, nowMs)
    addOverride(directory, { ...shop, port: null, reason: 'all of it' }, nowMs)
    addOverride(directory, { ...shop, reason: 'the shop again' }, nowMs)
    assert.deepEqual(
      readOverrides(directory).map(({ port, reason }) => [port, reason]),
      [
        [null, 'all of it'],
        [443, 'the shop again'],
      ],
    )
    assert.equal(removeOverrides(directory, '203.0.113.7', 443), 1)
    assert.equal(removeOverrides(directory, '203.0.113.7', undefined), 1)
    assert.equal(removeOverrides(directory, '203.0.113.7', undefined), 0)
  })

  it('needs a reason, an address and an end that is to come', () => {
    for (const wrong of [{ reason: ' ' }, { address: 'shop' }, { untilMs: nowMs }])
      refused(() => addOverride(directory, { ...shop, ...wrong }, nowMs), 'OVERRIDE_INVALID')
  })
})
