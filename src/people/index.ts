export { type Person, PersonDirectory } from './directory.ts'
export { PEOPLE_ERROR_CODES, PeopleError, type PeopleErrorCode } from './errors.ts'
export { PEOPLE_MIGRATIONS } from './migrations/index.ts'
export type { OpenIdIdentity } from './openid-accounts.ts'
export { createPeople, type People } from './people.ts'
export {
  OPERATOR,
  operatorName,
  type Principal,
  principalOfToken,
} from './principal.ts'
export { HOUSE_ROLES, HOUSES, type House, isRole, ROLES, type Role, reachOf } from './roles.ts'
export type { SavedView } from './saved-views.ts'
export type { SessionLimits } from './sessions.ts'
