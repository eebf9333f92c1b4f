/** What a person may do. Nobody has a role that nobody gave. */
export const ROLES = ['viewer', 'analyst', 'approver', 'privacy-officer', 'administrator'] as const

export type Role = (typeof ROLES)[number]

/**
 * What each role may do besides its own. An administrator decides who may judge and does not judge;
 * a privacy officer sees who looked at flows and does not look: both would otherwise control themselves.
 */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: [],
  analyst: ['viewer'],
  approver: ['analyst', 'viewer'],
  'privacy-officer': ['viewer'],
  administrator: ['viewer'],
}

/** The given roles and those that they include. */
export function reachOf(roles: readonly Role[]): ReadonlySet<Role> {
  return new Set(roles.flatMap((role) => [role, ...INCLUDES[role]]))
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

/** Without repetitions, in the order of `ROLES`. */
export function sortedRoles(roles: Iterable<Role>): Role[] {
  const given = new Set(roles)
  return ROLES.filter((role) => given.has(role))
}
