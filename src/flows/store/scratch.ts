import type { FlowAccess } from '../../core/flow-access.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'
import type { FlowReader } from './flow-reader.ts'
import { dropTable } from './schema.ts'

/** A table for the length of one question: its columns with their types, and what it is sorted by. */
export type ScratchTable = {
  readonly name: `scratch_${string}`
  readonly columns: Readonly<Record<string, string>>
  readonly order: string
}

/** The columns, as an INSERT and its SELECT name them. */
export const columnsOf = ({ columns }: ScratchTable): string => Object.keys(columns).join(', ')

/** Runs an `INSERT INTO` one of the tables. */
export type FillScratch = (sql: string, parameters?: SqlParameters) => Promise<void>

/**
 * What a question has found half way stays inside the engine: it names clients, and it may be larger than
 * memory. The tables are on the one ClickHouse that is asked; they are empty at first and gone at the end.
 */
export type ScratchReader = FlowReader & {
  withScratch<Result>(
    access: FlowAccess,
    tables: readonly ScratchTable[],
    work: (fill: FillScratch) => Promise<Result>,
  ): Promise<Result>
}

/** One question with tables at a time: what bounds the memory of one would not bound that of two. */
const waiting = new WeakMap<FlowEngine, Promise<unknown>>()

export function withScratch<Result>(
  engine: FlowEngine,
  tables: readonly ScratchTable[],
  work: (fill: FillScratch) => Promise<Result>,
): Promise<Result> {
  const answer = (waiting.get(engine) ?? Promise.resolve()).then(async () => {
    await drop(engine, tables)
    try {
      for (const { name, columns, order } of tables)
        await engine.run(
          `CREATE TABLE ${name} (${Object.entries(columns)
            .map((column) => column.join(' '))
            .join(', ')}) ENGINE = MergeTree ORDER BY (${order})`,
        )
      return await work((sql, parameters) => engine.runAside(sql, parameters))
    } finally {
      await drop(engine, tables)
    }
  })
  waiting.set(
    engine,
    answer.catch(() => {}),
  )
  return answer
}

/** What a process that died has left. */
export async function dropScratch(engine: FlowEngine): Promise<void> {
  const left = await engine.rows<Pick<ScratchTable, 'name'>>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'scratch_')`,
  )
  await drop(engine, left)
}

async function drop(
  engine: FlowEngine,
  tables: readonly Pick<ScratchTable, 'name'>[],
): Promise<void> {
  for (const { name } of tables) await engine.run(dropTable(name))
}
