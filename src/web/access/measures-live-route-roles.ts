import type { RouteRoles } from './route-need.ts'

const API = '/api/v1'

/** Rules on devices and releases. Blocking less never waits for a second person; blocking again does. */
export const MEASURES_LIVE_ROUTE_ROLES: RouteRoles = {
  [`GET ${API}/measures`]: 'viewer',
  [`GET ${API}/measures/planes/:name/rules`]: 'viewer',
  [`POST ${API}/measures/mend`]: 'analyst',
  [`POST ${API}/measures/lift`]: 'analyst',
  [`POST ${API}/measures/lift/undo`]: 'analyst',
  [`POST ${API}/measures/resume`]: 'approver',

  [`GET ${API}/releases`]: 'viewer',
  [`GET ${API}/release-preview`]: 'analyst',
  [`POST ${API}/releases`]: 'analyst',
  [`POST ${API}/releases/:id/undo`]: 'analyst',
  [`POST ${API}/releases/:id/revoke`]: 'approver',

  [`GET ${API}/consent/timeline`]: 'viewer',
  [`GET ${API}/consent/import`]: 'privacy-officer',
  [`POST ${API}/consent/import`]: 'privacy-officer',

  [`GET ${API}/measures/simulation`]: 'viewer',
  // A look at flows, and a line in the audit.
  [`POST ${API}/measures/simulation`]: 'analyst',
}
