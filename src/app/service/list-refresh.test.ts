import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pino } from 'pino'
import { ListRefresh } from './list-refresh.ts'

it('lists are looked through again and again, one round at a time, and a failure ends nothing', async () => {
  const lines: string[] = []
  let rounds = 0
  let running = 0
  const enough = Promise.withResolvers<void>()
  const lists = {
    refreshDue: async (onFailure: (source: string, error: unknown) => void) => {
      running++
      assert.equal(running, 1)
      rounds++
      await new Promise((resolve) => setTimeout(resolve, 3))
      running--
      if (rounds === 1) throw new Error('the database is away')
      if (rounds === 2) onFailure('c2', new Error('upstream is down'))
      if (rounds === 4) enough.resolve()
      return []
    },
  }
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  const refresh = new ListRefresh(lists, logger, 1)
  refresh.start()
  await enough.promise
  await refresh.stop()
  const after = rounds
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(rounds, after)
  assert.ok(lines.some((line) => line.includes('could not be looked through')))
  assert.ok(lines.some((line) => line.includes('"source":"c2"')))
})
