import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { until } from '../../../tools/testing/until.ts'
import { ManualClock } from '../../core/clock.ts'
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
    count: async () => {},
    clock,
    load: async (_path, name) => {
      assert.ok((await readdir(directory)).includes(`${name}.native`))
      loaded.push(name)
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
    count: async () => {},
    clock,
    pollMs: 1,
    load: async () => {
      if (!isDown) return
      refusals += 1
      throw new Error('down')
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
    count: async () => {},
    clock,
    pollMs: 1,
    load: async (_path, name) => {
      if (name === '1-bad') throw new Error('not a segment')
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
  const loader = new Loader({ directory, clock, load: async () => {}, count: async () => {} })
  await loader.start()
  await until(async () => (await readdir(directory)).length === 1)
  await loader.stop()
  assert.deepEqual(await readdir(directory), ['new.native.part'])
})
