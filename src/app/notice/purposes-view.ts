import type { Role } from '../../people/index.ts'
import type { Purposes } from '../../web/schemas/accountability.ts'
import type { Configuration } from '../configuration.ts'
import { purposesOf } from './notice-facts.ts'

/** Who may look for a purpose; for those that are not named only the service by itself. */
const LOOKERS: Readonly<Record<string, readonly Role[]>> = {
  'case-review': ['analyst', 'approver'],
}

export function purposesView(configuration: Configuration): Purposes {
  return {
    purposes: purposesOf(configuration).map(({ id, name, ground }) => ({
      // The ids are those of PURPOSES, whose names the schema takes from the same table.
      id: id as Purposes['purposes'][number]['id'],
      name: { ...name },
      ground: { ...ground },
      roles: [...(LOOKERS[id] ?? [])],
    })),
  }
}
