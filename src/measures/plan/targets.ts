import type { Warning } from '../../gate/warning/warning.ts'
import type { EndpointTarget, NameTarget } from '../block/target.ts'
import type { NamedHost } from './entries.ts'

/** A warning that is published again begins a new lease, and is another reason than the one that was taken back. */
export function endpointTarget(warning: Warning): EndpointTarget {
  const { id, address, protocol, port, validFrom, validUntil } = warning
  const cause = `${id}/${validFrom}`
  return { type: 'endpoint', address, protocol, port, cause, untilMs: Date.parse(validUntil) }
}

export function nameTarget({ id, name, isTree, untilMs }: NamedHost): NameTarget {
  return { type: 'name', name, isTree, cause: id, untilMs }
}
