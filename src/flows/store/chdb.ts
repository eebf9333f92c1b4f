import { mkdir } from 'node:fs/promises'
import { Session } from 'chdb'
import { StoreError } from './errors.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'

export type ChdbOptions = {
  /** Memory the engine may use in all, in octets; a query that needs more fails alone. */
  readonly memoryMax?: number
  readonly threadCountMax?: number
}

const MEMORY_MAX = 4 * 2 ** 30
const THREAD_COUNT_MAX = 2

/**
 * ClickHouse in this process. One process can hold one data directory; without a directory the
 * engine works in a temporary one that goes with it.
 *
 * Statements without parameters run beside each other. Statements with parameters queue behind one
 * another in the binding, whatever the connection, so the loader must not use them.
 */
export async function openChdb(directory?: string, options: ChdbOptions = {}): Promise<FlowEngine> {
  if (directory !== undefined) await mkdir(directory, { recursive: true, mode: 0o700 })
  const session = openSession(directory ?? '', [
    `--max_server_memory_usage=${options.memoryMax ?? MEMORY_MAX}`,
    `--max_threads=${options.threadCountMax ?? THREAD_COUNT_MAX}`,
    // Days are UTC days wherever the machine stands, or retention would differ between two servers.
    '--session_timezone=UTC',
  ])
  return new ChdbEngine(session)
}

function openSession(path: string, connectionArgs: string[]): Session {
  try {
    return new Session(path, { connectionArgs })
  } catch (cause) {
    throw new StoreError(
      'ENGINE_NOT_OPENED',
      `the flow store at ${path || 'a temporary directory'} cannot be opened: ${firstLine(cause)}`,
      { cause },
    )
  }
}

class ChdbEngine implements FlowEngine {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async run(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.#answer(sql, 'Null', parameters)
  }

  async rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    return parseLines<Row>(await this.#answer(sql, 'JSONEachRow', parameters))
  }

  async *stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]> {
    try {
      const chunks = parameters
        ? this.#session.queryStreamBind(sql, { ...parameters })
        : this.#session.queryStream(sql)
      for await (const chunk of chunks) yield chunk.rows<Row>()
    } catch (cause) {
      throw engineFailed(cause)
    }
  }

  async close(): Promise<void> {
    this.#session.close()
  }

  async #answer(sql: string, format: string, parameters?: SqlParameters): Promise<string> {
    try {
      const result = parameters
        ? await this.#session.queryBindAsync(sql, { ...parameters }, { format })
        : await this.#session.queryAsync(sql, { format })
      return result.text()
    } catch (cause) {
      throw engineFailed(cause)
    }
  }
}

function parseLines<Row>(text: string): Row[] {
  const rows: Row[] = []
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    if (stop > start) rows.push(JSON.parse(text.slice(start, stop)))
    start = stop + 1
  }
  return rows
}

function engineFailed(cause: unknown): StoreError {
  return new StoreError(
    'ENGINE_FAILED',
    `the flow store refused a statement: ${firstLine(cause)}`,
    {
      cause,
    },
  )
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.slice(0, 500)
}
