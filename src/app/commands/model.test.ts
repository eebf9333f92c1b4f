import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { noroshi, noroshiJson, temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { formatModel } from '../../verdicts/index.ts'
import { smallModel } from '../../verdicts/small-model.fixture.ts'
import type { Model, ModelEntry } from '../../web/schemas/model.ts'

describe('noroshi model, without a service', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let file: string
  const run = (...args: string[]) => noroshi('model', ...args, '--data', directory.path)
  const json = <Answer>(...args: string[]) =>
    noroshiJson<Answer>('model', ...args, '--data', directory.path)

  before(async () => {
    directory = await temporaryDirectory()
    file = join(directory.path, 'small.model.json')
    writeFileSync(file, formatModel(smallModel()))
  })
  after(() => directory[Symbol.asyncDispose]())

  it('a trained model challenges, a named person promotes it, and the audit is intact', async () => {
    const { id } = await json<ModelEntry>('challenge', file)
    const before = await json<Model>('show')
    assert.deepEqual([before.champion.id, before.challenger?.id], ['shipped', id])
    assert.ok(before.challenger!.reliability!.count > 0)

    const nameless = await run('promote', id, '--reason', 'agrees')
    assert.equal(nameless.status, 2)
    const after = await json<Model>('promote', id, '--actor', 'hanako', '--reason', 'agrees')
    assert.deepEqual([after.champion.id, after.challenger?.id], [id, 'shipped'])
    assert.equal(after.promotions[0]!.by, 'hanako')
    const audit = await noroshiJson<{ isIntact: boolean; entryCount: number }>(
      ...['audit', 'verify', '--data', directory.path],
    )
    assert.deepEqual([audit.isIntact, audit.entryCount], [true, 1])
    assert.match((await run('list')).stdout, /champion[\s\S]*hanako promoted/)
  })

  it('what is no model, unknown, or in charge already is refused by its code', async () => {
    writeFileSync(join(directory.path, 'none.json'), '{"version":1}')
    for (const [args, code] of [
      [['challenge', join(directory.path, 'none.json')], /MODEL_INVALID/],
      [['challenge', join(directory.path, 'absent.json')], /OPTION_INVALID/],
      [['promote', 'm-000000000000', '--actor', 'a', '--reason', 'r'], /MODEL_UNKNOWN/],
      [['promote', '../etc', '--actor', 'a', '--reason', 'r'], /OPTION_INVALID/],
    ] as const) {
      const { status, stderr } = await run(...args)
      assert.notEqual(status, 0)
      assert.match(stderr, code)
    }
  })
})
