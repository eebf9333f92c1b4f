import type { RouteRoles } from './route-need.ts'

const API = '/api/v1'

/** Counts are for all; who was told is for whoever answers when somebody asks what is known of him. */
export const ALERT_ROUTE_ROLES: RouteRoles = {
  [`GET ${API}/alerts`]: 'viewer',
  [`GET ${API}/alerts/effect`]: 'viewer',
  [`GET ${API}/alerts/subscribers`]: 'privacy-officer',
  [`GET ${API}/alerts/policy`]: 'viewer',
  [`GET ${API}/alerts/sample`]: 'viewer',
}
