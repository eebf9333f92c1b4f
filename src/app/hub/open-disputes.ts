import { parsePrefix } from '../../core/prefix.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { Disputes } from '../../gate/disputes/disputes.ts'
import { addMemberDisputes } from '../../gate/disputes/http/member-route.ts'
import { addDisputePages, type DisputeLimits } from '../../gate/disputes/http/routes.ts'
import { dnsProbe } from '../../gate/disputes/proof/dns-probe.ts'
import { httpProbe } from '../../gate/disputes/proof/http-probe.ts'
import type { DisputeSettings } from '../../gate/disputes/settings.ts'
import type { DisputeTables } from '../../gate/disputes/tables.ts'
import type { AddRoutes } from '../../gate/hub/http/server.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import { RateLimit } from '../../gate/hub/rate-limit.ts'
import { spokenOfBy } from '../../gate/hub/spoken-of.ts'
import type { HubTables } from '../../gate/hub/tables.ts'
import { drawOctets, systemClock } from '../system-ports.ts'
import type { DisputeConfiguration } from './dispute-settings.ts'

export type OpenDisputes = { readonly disputes: Disputes; readonly addRoutes: AddRoutes }

/** How often an address is asked over HTTP, whoever lets the hub ask. */
const KNOCKS = { count: 30, perMs: HOUR_MS }

const limitsOf = (): DisputeLimits => ({
  requests: new RateLimit(systemClock, { count: 300, perMs: MINUTE_MS }),
  claims: new RateLimit(systemClock, { count: 20, perMs: HOUR_MS }),
  // To open a claim asks nothing of the address: only somebody who fills our disk is stopped.
  claimsOfAddress: new RateLimit(systemClock, { count: 200, perMs: DAY_MS }),
  forms: new RateLimit(systemClock, { count: 120, perMs: HOUR_MS }),
})

/** The room of disputes, with the hub's list behind it. */
export function openDisputes(
  hub: Hub,
  database: Database,
  configuration: DisputeConfiguration,
  isSynthetic: boolean,
): OpenDisputes {
  const { contact, resolvers, neverAsked, isLaboratory, ...policy } = configuration
  const settings: DisputeSettings = {
    ...policy,
    neverAsked: neverAsked.map((text) => parsePrefix(text)!),
    // A hub whose warnings are real has no laboratory, whatever its file says.
    isLaboratory: isLaboratory && isSynthetic,
  }
  const db = database.$extendTables<DisputeTables & HubTables>()
  const disputes = new Disputes({
    db: database.$extendTables<DisputeTables>(),
    clock: systemClock,
    draw: drawOctets,
    list: {
      about: (address) => hub.list.about(address),
      proofs: (warningId) => hub.log.proofs(warningId),
      rule: (warningId, ruling, endsAtMs) => hub.list.rule(warningId, ruling, endsAtMs),
      spokenOfBy: (memberId, ids) => spokenOfBy(db, memberId, ids),
    },
    probes: {
      http: httpProbe(settings, `noroshi-hub (proof of control for ${hub.name})`),
      dns: dnsProbe(resolvers),
    },
    knocks: new RateLimit(systemClock, KNOCKS),
    wait: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs).unref()),
    settings,
  })
  const pages = {
    clock: systemClock,
    disputes,
    limits: limitsOf(),
    settings: {
      contact: contact ?? hub.name,
      keepTextsDays: settings.keepTextsDays,
    },
  }
  return {
    disputes,
    addRoutes: (app, asking) => {
      addDisputePages(app, pages)
      addMemberDisputes(app, disputes, asking)
    },
  }
}
