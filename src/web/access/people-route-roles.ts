import type { RouteRoles } from './route-need.ts'

const API = '/api/v1'

/** Coming in and letting in, which are the same in every house. */
export const PEOPLE_ROUTE_ROLES: RouteRoles = {
  // The console's files hold nothing that is not public; what they ask for does.
  'GET /': 'anyone',
  'GET /*': 'anyone',
  'GET /signed-in': 'anyone',

  [`GET ${API}/session`]: 'anyone',
  [`POST ${API}/sign-in/link/look`]: 'anyone',
  [`POST ${API}/sign-in/link`]: 'anyone',
  [`POST ${API}/sign-in/passkey/options`]: 'anyone',
  [`POST ${API}/sign-in/passkey`]: 'anyone',
  [`POST ${API}/sign-in/openid`]: 'anyone',

  [`POST ${API}/sign-out`]: 'session',
  [`POST ${API}/sign-out-everywhere`]: 'session',
  [`GET ${API}/account`]: 'session',
  [`POST ${API}/account/passkeys/options`]: 'session',
  [`POST ${API}/account/passkeys`]: 'session',
  [`POST ${API}/account/passkeys/remove`]: 'session',
  [`POST ${API}/account/sessions/end`]: 'session',
  [`POST ${API}/account/tokens`]: 'session',
  [`POST ${API}/account/tokens/revoke`]: 'session',

  [`GET ${API}/people`]: 'administrator',
  [`GET ${API}/people/:id`]: 'administrator',
  [`POST ${API}/people`]: 'administrator',
  [`POST ${API}/people/:id/roles`]: 'administrator',
  [`POST ${API}/people/:id/link`]: 'administrator',
  [`POST ${API}/people/:id/sign-out`]: 'administrator',
  [`POST ${API}/people/:id/remove`]: 'administrator',
  [`POST ${API}/people/:id/tokens/revoke`]: 'administrator',
}
