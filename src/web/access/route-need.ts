import type { Role } from '../../people/roles.ts'

/**
 * `anyone`: before signing in. `session`: a person in a browser, whatever the roles; a program with a
 * token may not, or a token could make further tokens.
 */
export type RouteNeed = Role | 'anyone' | 'session'

/** By method and pattern; HEAD is as GET. A route that is missing is refused to everybody. */
export type RouteRoles = Readonly<Record<string, RouteNeed>>
