import type { Contact, Traffic } from './contact.ts'

/** What an actor writes into: the minute's traffic, and a scratch contact to fill. */
export type Stage = {
  readonly traffic: Traffic
  readonly contact: Contact
}

/** Somebody or something that makes traffic, and knows when next. Each has its own random stream. */
export type Actor = {
  /** Epoch ms of the next act. */
  nextMs: number
  /** Acts at `nextMs`, then sets it to a later instant, or to Infinity. */
  act(stage: Stage): void
}
