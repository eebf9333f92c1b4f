import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'

/** An endpoint that a warning in force names. */
export type EndpointTarget = ServiceEndpoint & {
  readonly type: 'endpoint'
  /** Of the warning. */
  readonly cause: string
  /** The end of its lease, in milliseconds since the epoch; no rule outlives it. */
  readonly untilMs: number
}

/** A host name; warnings carry none, so the operator named it, for subscribers whose consent covers names. */
export type NameTarget = {
  readonly type: 'name'
  /** Lower case, without the last dot; also everything below it when `isTree`. */
  readonly name: string
  readonly isTree: boolean
  /** Names below it that were released, with everything below them. */
  readonly exceptions?: readonly string[]
  /** Of the operator's own entry. */
  readonly cause: string
  readonly untilMs: number
}

export type Target = EndpointTarget | NameTarget

/** The same for the same target, whatever its cause: planes hold each once. */
export function targetKey(target: Target): string {
  return target.type === 'endpoint'
    ? formatEndpoint(target)
    : `${target.isTree ? '*.' : ''}${target.name}`
}
