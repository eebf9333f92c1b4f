/**
 * A ClickHouse that takes statements: chDB in this process (chdb.ts), a server or a cluster by URL
 * (server.ts). All speak the same SQL and pass the same suite. Values are always bound as
 * `{name:Type}` parameters.
 */
export type FlowEngine = {
  /** The cluster that tables are spread over; absent where one ClickHouse holds everything. */
  readonly cluster?: string
  /** Runs a statement that returns no rows. */
  run(sql: string, parameters?: SqlParameters): Promise<void>
  /** Runs a definition on every ClickHouse that holds a share of the tables; it must bear repeating. */
  runOnEach(sql: string): Promise<void>
  /**
   * Runs a statement once on every ClickHouse that holds a share of the tables, on all at the same time,
   * beside what is being stored. Never repeated by itself: where it fails, some may have done it.
   */
  runOnShards(sql: string, parameters?: SqlParameters): Promise<void>
  /** The same on the one that is asked alone. */
  runAside(sql: string, parameters?: SqlParameters): Promise<void>
  /** All rows of a bounded answer, each as an object. 64-bit integers come as numbers. */
  rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]>
  /** Rows in chunks, for answers too large to hold at once. */
  stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]>
  /** Inserts files of Native blocks as one block, durably on every shard, once per token. */
  insertNative(insert: NativeInsert): Promise<void>
  close(): Promise<void>
}

export type NativeInsert = {
  readonly table: string
  readonly columns: readonly string[]
  /** Their names hold letters, digits and hyphens; all in one directory. */
  readonly paths: readonly string[]
  /** Letters, digits and hyphens. An insert with a token that the table remembers changes nothing. */
  readonly token: string
  /** Value of the column `fold` in every row; without it the table's default. */
  readonly fold?: number
}

export type SqlParameters = Readonly<
  Record<string, string | number | readonly string[] | readonly number[]>
>
