import type { Warning } from '../warning/warning.ts'

/** What the association itself says of an endpoint, against every member's voice. */
export type Ruling = 'disputed' | 'released'

/** The hub's list, as far as hearing an owner needs it. Wired in `app`. */
export type ListPort = {
  /** What is said of the services of an address, withdrawn ones too; never who said it. */
  about(address: string): Promise<readonly Warning[]>
  /** Offline proof files of every word on an endpoint, oldest first. */
  proofs(warningId: string): Promise<readonly string[]>
  /** To say the same twice changes nothing; `null` takes it back. */
  rule(warningId: string, ruling: Ruling | null, endsAtMs: number): Promise<void>
  /** Of these, those that a member has spoken of. */
  spokenOfBy(memberId: string, warningIds: readonly string[]): Promise<ReadonlySet<string>>
}

/** What has to be found at the address. Neither half follows from the other. */
export type Challenge = {
  readonly address: string
  /** Asked beside port 80. */
  readonly port: number | null
  /** The last part of the path: it is told to whoever is asked. */
  readonly token: string
  /** What must be answered: it is never sent, so that a server that repeats what it is asked proves nothing. */
  readonly answer: string
}

/** Whether the answer was found. Never throws for what others do wrong, and ends by itself within seconds. */
export type Probe = (challenge: Challenge) => Promise<boolean>

export type Probes = { readonly http: Probe; readonly dns: Probe }
export type ProbeKind = keyof Probes

/** So many of something for each key and time; `app` gives the hub's token buckets. */
export type Limit = { take(key: string): boolean }

/** Resolves after so many milliseconds: a failed look takes as long as the longest one. */
export type Wait = (durationMs: number) => Promise<void>
