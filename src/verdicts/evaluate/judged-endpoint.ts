import type { ServiceEndpoint } from '../../core/endpoint.ts'

/** 1 = a controller, 0 = known to be none, null = nobody knows: shown, and left out of every figure. */
export type Truth = 1 | 0 | null

/** One endpoint of one capture with what the detector and every baseline made of it. */
export type JudgedEndpoint = ServiceEndpoint & {
  /** Which site and time it was seen at; addresses mean something only inside one. */
  readonly capture: string
  readonly truth: Truth
  /** What the truth says it is: a family, a kind of service, a trap. Never a feature. */
  readonly kind: string | undefined
  /** Flow records to or from it. */
  readonly flows: number
  /** Clients the evidence gate counted; undefined where the gate left it out. */
  readonly clients: number | undefined
  /** The thinnest sampling among its records; 1 = everything was seen. */
  readonly sampling: number | undefined
  /** The model's log odds; −∞ where the evidence gate left the endpoint out. */
  readonly score: number
  readonly scoreWithoutPorts: number
  readonly probability: number
  /** Score of each baseline by name; −∞ where it has no opinion. */
  readonly baselines: Readonly<Record<string, number>>
  /** Feature values by name, for deciding the cause of an error. */
  readonly facts: Readonly<Record<string, number>>
}

export type KnownEndpoint = JudgedEndpoint & { readonly truth: 0 | 1 }

export function isKnown(endpoint: JudgedEndpoint): endpoint is KnownEndpoint {
  return endpoint.truth !== null
}
