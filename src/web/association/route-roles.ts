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

  [`GET ${API}/disputes`]: 'viewer',
  // What owners write is for those who hear them, and for whoever looks at how they were heard.
  [`GET ${API}/disputes/:id`]: 'viewer',

  [`POST ${API}/members`]: 'officer',
  [`POST ${API}/members/:id/change`]: 'officer',
  [`POST ${API}/members/:id/invite`]: 'officer',
  [`POST ${API}/members/:id/suspend`]: 'officer',
  [`POST ${API}/members/:id/resume`]: 'officer',
  [`POST ${API}/members/:id/tokens`]: 'officer',
  [`POST ${API}/ledger/chase`]: 'officer',
  // Members were promised that nobody is told who warns; the look stands in the record.
  [`POST ${API}/warnings/:id/sources`]: 'officer',

  [`POST ${API}/claims/contact`]: 'officer',
  [`POST ${API}/disputes/:id/take`]: 'officer',
  [`POST ${API}/disputes/:id/propose`]: 'officer',
  [`POST ${API}/disputes/:id/send-back`]: 'officer',
  [`POST ${API}/disputes/:id/suspend`]: 'officer',
  [`POST ${API}/disputes/:id/resume`]: 'officer',
  [`POST ${API}/disputes/:id/tell`]: 'officer',
  // The second person, and whoever opens again what two have closed.
  [`POST ${API}/disputes/:id/decide`]: 'reviewer',
  [`POST ${API}/disputes/:id/reopen`]: 'reviewer',

  // Who did what is for whoever does nothing.
  [`GET ${API}/record`]: 'auditor',
  [`GET ${API}/record/people`]: 'auditor',
}
