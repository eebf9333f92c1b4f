import type { RouteRoles } from './route-need.ts'

const API = '/api/v1'

/** Consent and plans. Who decides what is blocked does not write down who agreed to it. */
export const MEASURE_ROUTE_ROLES: RouteRoles = {
  // The subscriber's own page: known by a link of the carrier, signed in nowhere.
  'GET /my/link/:secret': 'anyone',
  'POST /my/enter': 'anyone',
  'GET /my/consent': 'anyone',
  'POST /my/consent': 'anyone',
  'GET /my/consent.css': 'anyone',

  [`GET ${API}/consent/terms`]: 'viewer',
  [`GET ${API}/consent/statistics`]: 'viewer',
  [`POST ${API}/consent/terms`]: 'privacy-officer',
  [`GET ${API}/consent/unanswered`]: 'privacy-officer',
  [`GET ${API}/consent/subscribers/:subscriber`]: 'privacy-officer',
  [`GET ${API}/consent/subscribers/:subscriber/proof`]: 'privacy-officer',
  [`POST ${API}/consent/give`]: 'privacy-officer',
  [`POST ${API}/consent/links`]: 'privacy-officer',
  [`POST ${API}/consent/lines`]: 'privacy-officer',
  [`POST ${API}/consent/contracts/end`]: 'privacy-officer',
  // On somebody's behalf, by whoever may see what they said.
  [`POST ${API}/consent/withdraw`]: 'privacy-officer',
  // Doing less never waits for somebody with more rights.
  [`POST ${API}/consent/pause`]: 'analyst',
  [`POST ${API}/consent/lines/end`]: 'privacy-officer',

  [`GET ${API}/measures/plan`]: 'viewer',
  [`GET ${API}/measures/changes`]: 'viewer',
  [`GET ${API}/measures/entries`]: 'viewer',
  [`POST ${API}/measures/names`]: 'analyst',
  [`POST ${API}/measures/overrides`]: 'analyst',
  [`POST ${API}/measures/entries/remove`]: 'approver',
  // These two look at flows, and leave a line in the audit.
  [`POST ${API}/measures/plan/simulate`]: 'analyst',
  [`POST ${API}/measures/plan/collateral`]: 'analyst',
  [`POST ${API}/measures/plan/approve`]: 'approver',
  [`POST ${API}/measures/plan/apply`]: 'analyst',
}
