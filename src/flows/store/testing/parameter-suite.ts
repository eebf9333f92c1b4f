import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { FlowEngine } from '../flow-engine.ts'

/** Statements, bound values and answers, whichever engine takes them. */
export function parameterSuite(name: string, open: () => Promise<FlowEngine>): void {
  describe(`statements on ${name}`, () => {
    let engine: FlowEngine
    before(async () => {
      engine = await open()
    })
    after(() => engine.close())

    test('any text comes back from a parameter as it went in, alone and in a list', async () => {
      const text = fc.string({ unit: 'binary', maxLength: 20 })
      const nasty = fc.constantFrom(
        "'; DROP TABLE flows; --",
        '\\',
        "\\'",
        '\\N',
        '{other:UInt8}',
        '\0',
      )
      await fc.assert(
        fc.asyncProperty(fc.oneof(text, nasty), async (value) => {
          const [row] = await engine.rows<{ alone: string; list: string[] }>(
            'SELECT {alone:String} AS alone, {list:Array(String)} AS list',
            { alone: value, list: [value, value] },
          )
          assert.deepEqual(row, { alone: value, list: [value, value] })
        }),
        { numRuns: 200 },
      )
    })

    test('no parameters are none', async () => {
      assert.deepEqual(await engine.rows('SELECT 1 AS one', {}), [{ one: 1 }])
    })

    test('a value that is not of its type is refused by the engine', async () => {
      await assert.rejects(engine.rows('SELECT {n:UInt32}', { n: '1; DROP TABLE flows' }), {
        code: 'ENGINE_FAILED',
      })
    })

    test('questions asked at once do not read each other’s parameters', async () => {
      const asked = Array.from({ length: 200 }, (_, n) => n)
      const answers = await Promise.all(
        asked.map((n) => engine.rows<{ n: number }>('SELECT {n:UInt32} AS n', { n })),
      )
      assert.deepEqual(
        answers.map(([row]) => row!.n),
        asked,
      )
    })

    test('a stream that is left early frees its lane', async () => {
      for (let i = 0; i < 10; i++)
        for await (const rows of engine.stream<{ n: number }>(
          'SELECT number + {from:UInt32} AS n FROM numbers(500000)',
          { from: 5 },
        )) {
          assert.equal(rows[0]!.n, 5)
          break
        }
    })
  })
}
