/**
 * A ClickHouse that takes statements: chDB in this process (chdb.ts), a server by URL later. Both
 * speak the same SQL and pass the same suite. Values are always bound as `{name:Type}` parameters.
 */
export type FlowEngine = {
  /** Runs a statement that returns no rows. */
  run(sql: string, parameters?: SqlParameters): Promise<void>
  /** All rows of a bounded answer, each as an object. 64-bit integers come as numbers. */
  rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]>
  /** Rows in chunks, for answers too large to hold at once. */
  stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]>
  close(): Promise<void>
}

export type SqlParameters = Readonly<
  Record<string, string | number | readonly string[] | readonly number[]>
>
