import type { DeviceKind } from '../device-kind.ts'
import type { Problem, Reason } from '../reason.ts'

/** A line that has something wrong with it, before anybody decided to tell. */
export type Found = {
  readonly subscriber: string
  readonly reason: Reason
  readonly problem: Problem | null
  readonly deviceKind: DeviceKind
  readonly firstMs: number
  readonly lastMs: number
  readonly cases: readonly MetCase[]
}

/** A case whose endpoint a line met. */
export type MetCase = { readonly caseId: string; readonly endpoint: string }

export function stratumOf({ reason, problem, deviceKind }: Found): string {
  return `${reason} ${problem ?? ''} ${deviceKind}`
}
