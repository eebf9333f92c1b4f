/** What a person may do. Nobody has a role that nobody gave. */
export const ROLES = [
  'viewer',
  'analyst',
  'approver',
  'privacy-officer',
  'officer',
  'reviewer',
  'auditor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** Whose people they are: a provider's, or the association's. */
export const HOUSES = ['operator', 'association'] as const
export type House = (typeof HOUSES)[number]

/** Which roles each house has to give. */
export const HOUSE_ROLES: Readonly<Record<House, readonly Role[]>> = {
  operator: ['viewer', 'analyst', 'approver', 'privacy-officer', 'administrator'],
  association: ['viewer', 'officer', 'reviewer', 'auditor', 'administrator'],
}

/**
 * What each role may do besides its own. An administrator decides who may judge and does not judge;
 * a privacy officer sees who looked at flows and does not look, and so an auditor with the acts of the
 * association: they would otherwise control themselves.
 */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: [],
  analyst: ['viewer'],
  approver: ['analyst', 'viewer'],
  'privacy-officer': ['viewer'],
  officer: ['viewer'],
  reviewer: ['officer', 'viewer'],
  auditor: ['viewer'],
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
