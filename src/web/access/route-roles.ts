import type { Role } from '../../people/roles.ts'

/**
 * `anyone`: before signing in. `session`: a person in a browser, whatever the roles; a program with a
 * token may not, or a token could make further tokens.
 */
export type RouteNeed = Role | 'anyone' | 'session'

const API = '/api/v1'

/**
 * What each route needs, by method and pattern; HEAD is as GET. A route that is missing here is
 * refused to everybody. Long because it is the whole answer to "who may do what?".
 */
export const ROUTE_ROLES: Readonly<Record<string, RouteNeed>> = {
  // The console's files hold nothing that is not public; what they ask for does.
  'GET /': 'anyone',
  'GET /*': 'anyone',
  'GET /signed-in': 'anyone',
  // What subscribers are told: they sign in nowhere.
  'GET /notice': 'anyone',
  'GET /notice/:version': 'anyone',
  'GET /notice.css': 'anyone',
  'GET /metrics': 'viewer',
  [`GET ${API}/openapi.json`]: 'viewer',

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

  [`GET ${API}/health`]: 'viewer',
  [`GET ${API}/exporters`]: 'viewer',
  [`GET ${API}/settings`]: 'viewer',
  [`GET ${API}/flows/summary`]: 'viewer',
  [`GET ${API}/candidates`]: 'viewer',
  [`GET ${API}/model`]: 'viewer',
  [`GET ${API}/evaluations`]: 'viewer',
  [`GET ${API}/evaluations/:name`]: 'viewer',
  [`GET ${API}/evaluations/:name/report`]: 'viewer',
  [`GET ${API}/cases`]: 'viewer',
  [`GET ${API}/cases/:id`]: 'viewer',
  [`GET ${API}/ending-cases`]: 'viewer',
  [`GET ${API}/lists`]: 'viewer',
  [`GET ${API}/lists/:name`]: 'viewer',
  [`GET ${API}/list-entries`]: 'viewer',
  [`GET ${API}/list-check`]: 'viewer',

  [`GET ${API}/queues`]: 'viewer',
  [`GET ${API}/approvals`]: 'viewer',
  [`GET ${API}/expiry-calendar`]: 'viewer',
  [`GET ${API}/lifetimes`]: 'viewer',
  [`GET ${API}/views`]: 'viewer',
  [`POST ${API}/views`]: 'viewer',
  [`POST ${API}/views/remove`]: 'viewer',
  [`GET ${API}/notice`]: 'viewer',
  [`GET ${API}/notices`]: 'viewer',
  [`GET ${API}/notices/:version`]: 'viewer',
  [`GET ${API}/notice-diff`]: 'viewer',
  [`GET ${API}/purposes`]: 'viewer',

  // Who looked is for whoever does not look.
  [`GET ${API}/audit`]: 'privacy-officer',
  [`GET ${API}/audit/verify`]: 'privacy-officer',
  [`GET ${API}/audit/export`]: 'privacy-officer',
  [`POST ${API}/notice/publish`]: 'privacy-officer',

  // In the audit, as it asks about somebody in particular.
  [`GET ${API}/check`]: 'analyst',

  // These two look at flows, and leave a line in the audit.
  [`GET ${API}/cases/:id/activity`]: 'analyst',
  [`GET ${API}/cases/:id/collateral`]: 'analyst',
  [`POST ${API}/cases/:id/evidence`]: 'analyst',
  [`POST ${API}/cases/:id/review`]: 'analyst',
  [`POST ${API}/cases/:id/confirm`]: 'analyst',
  [`POST ${API}/cases/:id/dismiss`]: 'analyst',
  [`POST ${API}/cases/:id/reopen`]: 'analyst',
  [`POST ${API}/cases/:id/dispute`]: 'analyst',
  [`POST ${API}/cases/:id/publish`]: 'analyst',
  [`POST ${API}/case-decisions`]: 'analyst',
  [`POST ${API}/case-decisions/undo`]: 'analyst',
  // Taking a warning back must never wait for a second person.
  [`POST ${API}/cases/:id/decline`]: 'analyst',
  [`POST ${API}/cases/:id/retract`]: 'analyst',
  [`POST ${API}/cases/:id/release`]: 'analyst',
  [`POST ${API}/cases/:id/uphold`]: 'approver',
  [`POST ${API}/model/promote`]: 'approver',
  [`POST ${API}/cases/:id/approve`]: 'approver',
}
