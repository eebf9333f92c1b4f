import { ALERT_ROUTE_ROLES } from './alert-route-roles.ts'
import { MEASURE_ROUTE_ROLES } from './measure-route-roles.ts'
import { MEASURES_LIVE_ROUTE_ROLES } from './measures-live-route-roles.ts'
import { PEOPLE_ROUTE_ROLES } from './people-route-roles.ts'
import type { RouteRoles } from './route-need.ts'

const API = '/api/v1'

/**
 * What each route needs, by method and pattern; HEAD is as GET. A route that is missing here is
 * refused to everybody. Long because it is the whole answer to "who may do what?".
 */
export const ROUTE_ROLES: RouteRoles = {
  ...PEOPLE_ROUTE_ROLES,
  ...MEASURE_ROUTE_ROLES,
  ...ALERT_ROUTE_ROLES,
  ...MEASURES_LIVE_ROUTE_ROLES,

  // What subscribers are told: they sign in nowhere.
  'GET /notice': 'anyone',
  'GET /notice/:version': 'anyone',
  'GET /notice.css': 'anyone',
  'GET /metrics': 'viewer',
  [`GET ${API}/openapi.json`]: 'viewer',

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
  [`GET ${API}/hub`]: 'viewer',
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
  [`POST ${API}/hub/retry`]: 'approver',
  [`POST ${API}/cases/:id/approve`]: 'approver',
}
