/**
 * Measures in a process of their own, so that it can be put into a network and killed. Takes one order a line, JSON, and
 * answers each with one line; in place of the ledger it knows who agreed and who has paused.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openDatabase } from '../../src/db/database.ts'
import type { Target } from '../../src/measures/block/target.ts'
import { MeasuresConfiguration } from '../../src/measures/configuration.ts'
import { Grant } from '../../src/measures/consent/grant.ts'
import { BLOCK_SCOPES } from '../../src/measures/consent/scopes.ts'
import { Measures } from '../../src/measures/measures.ts'
import { MEASURE_MIGRATIONS } from '../../src/measures/migrations/index.ts'

type Order =
  | { readonly do: 'set'; readonly targets: readonly Target[]; readonly lines: Lines }
  | { readonly do: 'release'; readonly subject: string; readonly cause: 'owner' | 'retraction' }
  | { readonly do: 'undo'; readonly id: string }
  | { readonly do: 'lift' | 'resume' | 'mend' | 'status' | 'held' }
/** Sources by line. */
type Lines = Readonly<Record<string, readonly string[]>>

const [configurationText, directory] = process.argv.slice(2) as [string, string]
let targets: readonly Target[] = []
let lines: Lines = {}

const measures = await Measures.start(MeasuresConfiguration.parse(JSON.parse(configurationText)), {
  clock: { nowMs: () => Date.now() },
  database: await openDatabase({ directory: join(directory, 'database') }, MEASURE_MIGRATIONS),
  draw: (count) => randomBytes(count),
  directory,
  pause: async (address) => {
    const line = Object.keys(lines).find((each) => lines[each]!.includes(`${address}/32`))
    if (line === undefined) return false
    lines = Object.fromEntries(Object.entries(lines).filter(([each]) => each !== line))
    await set()
    return true
  },
})

function set() {
  const grants = Object.entries(lines).flatMap(([subscriber, sources]) =>
    BLOCK_SCOPES.map(
      (scope) =>
        new Grant({
          subscriber,
          scope,
          basis: 'opt-in',
          terms: 'blocking/1',
          sources,
          sinceMs: 0,
          untilMs: null,
        }),
    ),
  )
  return measures.setEverywhere(targets, grants)
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'set':
      targets = order.targets
      lines = order.lines
      return set()
    case 'release':
      return measures.release({ ...order, by: 'Sato', reason: 'wrong' })
    case 'undo':
      return measures.undoRelease(order.id, 'Sato')
    case 'lift':
      return measures.liftAll('Sato', 'something is wrong')
    case 'resume':
      return measures.resume('Sato', 'nothing is wrong')
    case 'mend':
      return measures.mend()
    case 'held':
      return Object.fromEntries(
        [...(await measures.held())].map(([name, keys]) => [name, keys && [...keys]]),
      )
    case 'status':
      return measures.status()
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  obey(JSON.parse(line) as Order).then(
    (result) => console.log(JSON.stringify({ result: result ?? null })),
    (error) => console.log(JSON.stringify({ error: String(error.code ?? error) })),
  )
})
console.log(JSON.stringify({ result: 'ready' }))
