import type { AfterSilence } from '../plane.ts'

/** What a keeper is told first, as one line of JSON; each line after it is the name of a plane that was renewed. */
export type KeeperOrders = {
  /** Holds the id of the newest keeper; an older one that reads another id there leaves everything to it. */
  readonly ownerFile: string
  readonly id: string
  readonly planes: readonly {
    readonly name: string
    readonly leaseMs: number
    readonly afterSilence: AfterSilence
  }[]
}
