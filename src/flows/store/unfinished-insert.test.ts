import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { FLOW_COLUMN_NAMES } from '../wire/flow-batch.ts'
import { openChdb } from './chdb.ts'
import type { FlowEngine } from './flow-engine.ts'
import { createSchema } from './schema.ts'
import { writeSegments } from './testing/segment-writer.ts'

const RECEIVED_AT = Date.UTC(2026, 0, 2) / 1000

let home: string
let segments: ReadonlyMap<string, string>
let directory: string

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'noroshi-unfinished-'))
  segments = await writeSegments(home, [
    { name: '1-a', receivedAt: RECEIVED_AT, records: 10 },
    { name: '2-a', receivedAt: RECEIVED_AT, records: 5 },
  ])
})
after(() => rm(home, { recursive: true }))
beforeEach(async () => {
  directory = await mkdtemp(join(home, 'flows-'))
})
afterEach(() => rm(directory, { recursive: true }))

for (const table of ['flows', 'traffic'])
  test(`an insert that a kill met between its token and its part of ${table} is stored when it is repeated`, async () => {
    await inEngine(async (engine) => {
      await store(engine, '1-a')
      await store(engine, '2-a')
    })
    await takeBackNewestPart(table)
    for (let life = 0; life < 2; life++)
      await inEngine(async (engine) => {
        await store(engine, '2-a')
        await store(engine, '1-a')
        assert.deepEqual(await counts(engine), { records: 15, volume: 15 })
      })
  })

for (const table of ['flows', 'traffic'])
  test(`an insert whose part of ${table} the disk refused is stored when it is repeated`, async () => {
    await inEngine((engine) => store(engine, '1-a'))
    const { path, part } = await newestPart(table)
    // A file where the directory of the part is to be.
    const inTheWay = join(path, part.replace('_1_1_', '_2_2_'))
    await inEngine(async (engine) => {
      await writeFile(inTheWay, '')
      // The second time it is in the way of putting it right.
      for (let i = 0; i < 2; i++)
        await assert.rejects(store(engine, '2-a'), { code: 'ENGINE_FAILED' })
      await rm(inTheWay)
      for (let i = 0; i < 2; i++) {
        await store(engine, '2-a')
        await store(engine, '1-a')
        assert.deepEqual(await counts(engine), { records: 15, volume: 15 })
      }
    })
  })

test('an entry that was cut short makes no later one unreadable', async () => {
  await inEngine((engine) => store(engine, '1-a'))
  await appendFile((await logOf('flows')).path, '1\t2026')
  for (let life = 0; life < 2; life++)
    await inEngine(async (engine) => {
      await store(engine, '2-a')
      await store(engine, '1-a')
      assert.deepEqual(await counts(engine), { records: 15, volume: 15 })
    })
})

test('a part that was merged since keeps its token', async () => {
  await inEngine(async (engine) => {
    await store(engine, '1-a')
    await store(engine, '2-a')
    await engine.run('OPTIMIZE TABLE flows FINAL')
    await engine.run('OPTIMIZE TABLE traffic FINAL')
  })
  const { text } = await logOf('flows')
  await inEngine(async (engine) => {
    await store(engine, '2-a')
    assert.deepEqual(await counts(engine), { records: 15, volume: 15 })
  })
  assert.equal((await logOf('flows')).text, text)
})

/** One life of a process. */
async function inEngine(work: (engine: FlowEngine) => Promise<void>): Promise<void> {
  const engine = await openChdb(directory)
  try {
    await createSchema(engine)
    await work(engine)
  } finally {
    await engine.close()
  }
}

function store(engine: FlowEngine, name: string): Promise<void> {
  return engine.insertNative({
    table: 'flows',
    columns: FLOW_COLUMN_NAMES,
    paths: [segments.get(name)!],
    token: name,
    fold: 0,
  })
}

async function counts(engine: FlowEngine): Promise<unknown> {
  const [row] = await engine.rows(
    'SELECT count() AS records, (SELECT sum(flows) FROM traffic) AS volume FROM flows',
  )
  return row
}

/** Where the engine would have left it, had it been killed a system call earlier. */
async function takeBackNewestPart(table: string): Promise<void> {
  const { path, part } = await newestPart(table)
  await rename(join(path, part), join(path, `tmp_insert_${part}`))
}

async function newestPart(table: string): Promise<{ path: string; part: string }> {
  const { path, text } = await logOf(table)
  const part = text.trimEnd().split('\n').at(-1)!.split('\t')[1]!
  return { path: dirname(dirname(path)), part }
}

async function logOf(table: string): Promise<{ path: string; text: string }> {
  const held = new Map<string, string>()
  await inEngine(async (engine) => {
    const tables = await engine.rows<{ name: string; path: string }>(
      'SELECT name, data_paths[1] AS path FROM system.tables WHERE database = currentDatabase()',
    )
    for (const { name, path } of tables) held.set(name, path)
  })
  const logs = join(held.get(table)!, 'deduplication_logs')
  const [name] = await readdir(logs)
  const path = join(logs, name!)
  return { path, text: await readFile(path, 'utf8') }
}
