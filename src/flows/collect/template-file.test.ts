import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { ip4, netflow9, set, template } from '../wire/testing/datagrams.ts'
import { RECEIVED_MS, TestCollector } from '../wire/testing/decoding.ts'
import { TemplateFile } from './template-file.ts'

const ENDS = [
  [8, 4],
  [12, 4],
] as const
const TEMPLATE = netflow9([set(0, template(256, ENDS))])
const DATA = netflow9([set(256, [...ip4('192.0.2.1'), ...ip4('198.51.100.2')])])

async function inDirectory(use: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-templates-'))
  try {
    await use(join(directory, 'templates.json'))
  } finally {
    await rm(directory, { recursive: true })
  }
}

test('what was announced before a restart is known after it', () =>
  inDirectory(async (path) => {
    const clock = new ManualClock(RECEIVED_MS)
    const before = new TestCollector().feed(TEMPLATE)
    assert.equal(await new TemplateFile(path, before.decoder, clock).save(), true)
    const after = new TestCollector()
    const counts = await new TemplateFile(path, after.decoder, clock).restore()
    assert.deepEqual(counts, { templates: 1, refused: 0 })
    assert.equal(after.feed(DATA).result.rows.length, 1)
    assert.deepEqual(await readdir(join(path, '..')), ['templates.json'])
  }))

test('the file is written when there is news, and once an hour without any', () =>
  inDirectory(async (path) => {
    const clock = new ManualClock(RECEIVED_MS)
    const collector = new TestCollector()
    const file = new TemplateFile(path, collector.decoder, clock)
    const isThere = async () => (await readdir(join(path, '..'))).length === 1
    await file.saveIfDue()
    assert.equal(await isThere(), false)
    collector.feed(TEMPLATE)
    await file.saveIfDue()
    assert.equal(await isThere(), true)
    await rm(path)
    await file.saveIfDue()
    assert.equal(await isThere(), false)
    clock.advance(3_600_000)
    await file.saveIfDue()
    assert.equal(await isThere(), true)
  }))

test('two savings at once leave one whole file', () =>
  inDirectory(async (path) => {
    const clock = new ManualClock(RECEIVED_MS)
    const file = new TemplateFile(path, new TestCollector().feed(TEMPLATE).decoder, clock)
    assert.deepEqual(await Promise.all([file.save(), file.save()]), [true, true])
    const counts = await new TemplateFile(path, new TestCollector().decoder, clock).restore()
    assert.deepEqual(counts, { templates: 1, refused: 0 })
  }))

test('no file, a damaged file and a disk that refuses stop nothing', () =>
  inDirectory(async (path) => {
    const { decoder } = new TestCollector()
    const clock = new ManualClock(RECEIVED_MS)
    assert.equal(await new TemplateFile(path, decoder, clock).restore(), undefined)
    await writeFile(path, '{"version":1,"domains":[{"expo')
    assert.equal(await new TemplateFile(path, decoder, clock).restore(), undefined)
    assert.equal(await new TemplateFile(join(path, 'x'), decoder, clock).save(), false)
  }))
