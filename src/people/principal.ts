import type { Person } from './directory.ts'
import { ROLES, type Role, reachOf } from './roles.ts'

/** Who asks. `actor` is what histories and the audit of flows will say. */
export type Principal = {
  /** `operator` holds the data directory and asks over its socket; `demonstration` is anybody there. */
  readonly kind: 'session' | 'token' | 'operator' | 'demonstration'
  readonly actor: string
  readonly reach: ReadonlySet<Role>
  /** Absent for whoever is no person. */
  readonly person?: Person
  readonly sessionId?: string
}

export const DEMONSTRATION: Principal = {
  kind: 'demonstration',
  actor: 'demonstration',
  reach: new Set(ROLES),
}

/** The operating system let them open the socket, so they could change the database as well. */
export const OPERATOR: Principal = { kind: 'operator', actor: 'operator', reach: new Set(ROLES) }

export function principalOfSession(person: Person, sessionId: string): Principal {
  return { kind: 'session', actor: person.id, reach: reachOf(person.roles), person, sessionId }
}

/** A token never reaches further than its person does now, whatever it was made with. */
export function principalOfToken(person: Person, roles: readonly Role[]): Principal {
  const own = reachOf(person.roles)
  const reach = new Set([...reachOf(roles)].filter((role) => own.has(role)))
  return { kind: 'token', actor: person.id, reach, person }
}
