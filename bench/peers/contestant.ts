/** A collector in the contest, listening on loopback. */
export type Contestant = AsyncDisposable & {
  readonly port: number
  /** Every process it consists of. */
  readonly pids: readonly number[]
  /** Ends it in order and tells how many flow records it has kept since it started. */
  stop(): Promise<number>
}

export type StartContestant = (directory: string) => Promise<Contestant>
