import { PEOPLE_ROUTE_ROLES } from '../access/people-route-roles.ts'
import type { RouteRoles } from '../access/route-need.ts'

const API = '/api/v1'

/**
 * What each route of the association's console needs. An officer runs the membership; a reviewer decides what an
 * officer has proposed; an auditor reads the record of what both did, and does nothing.
 */
export const ASSOCIATION_ROUTE_ROLES: RouteRoles = {
  ...PEOPLE_ROUTE_ROLES,

  [`GET ${API}/openapi.json`]: 'viewer',
  [`GET ${API}/overview`]: 'viewer',
  [`GET ${API}/members`]: 'viewer',
  [`GET ${API}/members/:id`]: 'viewer',
  [`GET ${API}/warnings`]: 'viewer',
  [`GET ${API}/warnings/:id`]: 'viewer',
  [`GET ${API}/warnings/:id/proof`]: 'viewer',
  [`GET ${API}/flow`]: 'viewer',
  [`GET ${API}/ledger`]: 'viewer',
  [`GET ${API}/log`]: 'viewer',
  [`GET ${API}/log/checkpoint`]: 'viewer',
  [`GET ${API}/statistics`]: 'viewer',

  [`POST ${API}/members`]: 'officer',
  [`POST ${API}/members/:id/change`]: 'officer',
  [`POST ${API}/members/:id/invite`]: 'officer',
  [`POST ${API}/members/:id/suspend`]: 'officer',
  [`POST ${API}/members/:id/resume`]: 'officer',
  [`POST ${API}/members/:id/tokens`]: 'officer',
  [`POST ${API}/ledger/chase`]: 'officer',
  // Members were promised that nobody is told who warns; the look stands in the record.
  [`POST ${API}/warnings/:id/sources`]: 'officer',

  // Who did what is for whoever does nothing.
  [`GET ${API}/record`]: 'auditor',
}
