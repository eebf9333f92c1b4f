import assert from 'node:assert/strict'
import { mkdtemp, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { until } from '../../../tools/testing/until.ts'
import { ManualClock } from '../../core/clock.ts'
import { StoreError } from '../store/errors.ts'
import { Loader } from './loader.ts'

const clock = new ManualClock(1_700_000_000_000)
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-loader-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('segments are loaded oldest first and removed after the engine has answered', async () => {
  for (const name of ['2-b', '1-a', '3-c']) await writeFile(join(directory, `${name}.native`), 'x')
  const loaded: string[] = []
  const loader = new Loader({
    directory,
    clock,
    store: {
      load: async (_paths, name) => {
        assert.ok((await readdir(directory)).includes(`${name}.native`))
        loaded.push(name)
      },
    },
  })
  await loader.start()
  await until(async () => (await readdir(directory)).length === 0)
  await loader.stop()
  assert.deepEqual(loaded, ['1-a', '2-b', '3-c'])
})

test('while the engine is down every segment waits, and all are loaded when it is back', async () => {
  for (const name of ['1-a', '2-b']) await writeFile(join(directory, `${name}.native`), 'x')
  let isDown = true
  let refusals = 0
  const loader = new Loader({
    directory,
    clock,
    pollMs: 1,
    store: {
      load: async () => {
        if (!isDown) return
        refusals += 1
        throw new Error('down')
      },
    },
  })
  await loader.start()
  await until(() => refusals >= 10)
  assert.equal((await loader.counts()).waiting, 2)
  isDown = false
  await until(async () => (await loader.counts()).loaded === 2)
  await loader.stop()
})

test('one segment that is refused while others succeed is set aside, not lost', async () => {
  await writeFile(join(directory, '1-bad.native'), 'x')
  const failures: boolean[] = []
  const loader = new Loader({
    directory,
    clock,
    pollMs: 1,
    store: {
      load: async (_paths, name) => {
        if (name === '1-bad') throw new Error('not a segment')
      },
    },
    onFailure: (failure) => failures.push(failure.isSetAside),
  })
  await loader.start()
  for (let i = 2; i < 8; i++) {
    await writeFile(join(directory, `${i}-good.native`), 'x')
    await until(async () => !(await readdir(directory)).includes(`${i}-good.native`))
  }
  await until(() => failures.includes(true))
  await loader.stop()
  assert.deepEqual(await readdir(join(directory, 'refused')), ['1-bad.native'])
  assert.equal((await loader.counts()).setAside, 1)
})

test('what a dead writer left unfinished is removed, what a living one writes is not', async () => {
  await writeFile(join(directory, 'old.native.part'), 'x')
  await writeFile(join(directory, 'new.native.part'), 'x')
  const nowS = clock.nowMs() / 1000
  await utimes(join(directory, 'old.native.part'), nowS - 3600, nowS - 3600)
  await utimes(join(directory, 'new.native.part'), nowS, nowS)
  const loader = new Loader({ directory, clock, store: { load: async () => {} } })
  await loader.start()
  await until(async () => (await readdir(directory)).length === 1)
  await loader.stop()
  assert.deepEqual(await readdir(directory), ['new.native.part'])
})

describe('segments that wait together', () => {
  const NAMES = ['1-a', '2-a', '3-b']
  /** Keeps what it is given under a token once, as the engine does. */
  class OnceStore {
    readonly tokens = new Map<string, readonly string[]>()
    failure: Error | undefined
    bad = new Set<string>()

    async load(paths: readonly string[], token: string): Promise<void> {
      const names = paths.map((path) => basename(path, '.native'))
      if (names.some((name) => this.bad.has(name)))
        throw new StoreError('SEGMENT_INVALID', 'not a segment')
      if (!this.tokens.has(token)) this.tokens.set(token, names)
      if (this.failure) throw this.failure
    }

    async check(path: string): Promise<void> {
      if (this.bad.has(basename(path, '.native'))) throw new Error('not a segment')
    }

    get stored(): string[] {
      return [...this.tokens.values()].flat().sort()
    }
  }

  async function spool(...names: readonly string[]): Promise<void> {
    for (const name of names) await writeFile(join(directory, `${name}.native`), 'x')
  }

  function loaderOf(store: OnceStore): Loader {
    return new Loader({ directory, clock, pollMs: 1, store })
  }

  test('are stored in one insert', async () => {
    await spool(...NAMES)
    const store = new OnceStore()
    await loaderOf(store).drain()
    assert.deepEqual([...store.tokens], [['1-a-3', NAMES]])
    assert.deepEqual(await readdir(directory), [])
  })

  test('belong together once it was tried, whatever comes meanwhile', async () => {
    await spool(...NAMES)
    const store = new OnceStore()
    store.failure = new Error('the answer was lost')
    await assert.rejects(loaderOf(store).drain())
    await spool('0-late', '4-new')
    store.failure = undefined
    await loaderOf(store).drain()
    assert.deepEqual(store.stored, ['0-late', ...NAMES, '4-new'])
    assert.deepEqual(await readdir(directory), [])
  })

  test('one that was tried alone stays alone, whatever comes meanwhile', async () => {
    for (const late of ['0-late', '4-new']) {
      await spool('1-a')
      const store = new OnceStore()
      store.failure = new Error('the answer was lost')
      await assert.rejects(loaderOf(store).drain())
      await spool(late)
      store.failure = undefined
      await loaderOf(store).drain()
      assert.deepEqual(store.stored, ['1-a', late].sort())
      assert.deepEqual(await readdir(directory), [])
    }
  })

  test('are not stored again when the process died while it removed them', async () => {
    for (const removedCount of [0, 1, 2, 3]) {
      await spool(...NAMES)
      const store = new OnceStore()
      // All that a process leaves behind that died after the engine had answered.
      await writeFile(join(directory, '1-a-3.stored'), NAMES.join('\n'))
      for (const name of NAMES.slice(0, removedCount)) await rm(join(directory, `${name}.native`))
      await spool('4-new')
      await loaderOf(store).drain()
      assert.deepEqual(store.stored, ['4-new'])
      assert.deepEqual(await readdir(directory), [])
    }
  })

  test('one that is no segment is set aside alone', async () => {
    await spool(...NAMES)
    const store = new OnceStore()
    store.bad.add('2-a')
    const loader = loaderOf(store)
    await loader.start()
    await until(async () => (await readdir(directory)).join() === 'refused')
    await loader.stop()
    assert.deepEqual(store.stored, ['1-a', '3-b'])
    assert.deepEqual(await readdir(join(directory, 'refused')), ['2-a.native'])
  })

  test('large ones wait for others, but not for long', async () => {
    const store = new OnceStore()
    const loader = loaderOf(store)
    await loader.start()
    for (const name of ['1-large', '2-large']) {
      await writeFile(join(directory, `${name}.part`), '')
      await truncate(join(directory, `${name}.part`), 32 << 20)
      await rename(join(directory, `${name}.part`), join(directory, `${name}.native`))
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(store.stored, [])
    clock.advance(3_000)
    await until(async () => (await readdir(directory)).length === 0)
    await loader.stop()
    assert.deepEqual([...store.tokens.keys()], ['1-large-2'])
  })
})
