import type { Person } from './directory.ts'
import { ROLES, type Role, reachOf } from './roles.ts'

/** Who asks. `actor` is what histories and the audit of flows will say. */
export type Principal = {
  /** `operator` holds the data directory and asks over its socket. */
  readonly kind: 'session' | 'token' | 'operator'
  readonly actor: string
  readonly reach: ReadonlySet<Role>
  /** Absent for whoever is no person. */
  readonly person?: Person
  readonly sessionId?: string
  /** Whether a person has proved to be this one: by signing in, or with a token made after signing in. */
  readonly isProven: boolean
}

/** The operating system let them open the socket, so they could change the database as well. */
export const OPERATOR: Principal = {
  kind: 'operator',
  actor: 'operator',
  reach: new Set(ROLES),
  isProven: false,
}

/**
 * How histories name whoever acts at the machine under a name of their choice. No person can be called so (an id has
 * no colon), so that nobody there acts in the name of another.
 */
export function operatorName(name: string): string {
  const plain = name.trim().replace(/^(?:operator:\s*)+/, '')
  return plain === '' || plain === OPERATOR.actor ? OPERATOR.actor : `operator:${plain}`
}

export function principalOfSession(person: Person, sessionId: string): Principal {
  const reach = reachOf(person.roles)
  return { kind: 'session', actor: person.id, reach, person, sessionId, isProven: true }
}

/** A token never reaches further than its person does now, whatever it was made with. */
export function principalOfToken({
  person,
  roles,
  isOwn,
}: {
  readonly person: Person
  readonly roles: readonly Role[]
  readonly isOwn: boolean
}): Principal {
  const own = reachOf(person.roles)
  const reach = new Set([...reachOf(roles)].filter((role) => own.has(role)))
  return { kind: 'token', actor: person.id, reach, person, isProven: isOwn }
}
