import type { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { drawProfile, drawService } from '../machines/automation-class.ts'
import type { Service } from '../machines/service.ts'
import type { Web } from '../people/web.ts'
import type { CountryPlan } from '../plan/country-plan.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, sample, uniformInteger } from '../traffic/draw.ts'
import type { Channel } from './botnet.ts'
import type { C2Family } from './c2-family.ts'

/** Where a controller is found, and what else belongs to its botnet. */
export type Home = {
  readonly services: readonly Service[]
  readonly rotationMs: number
  readonly shared: Channel['shared']
  /** The channels beside the controller's own. */
  others(controller: Channel): readonly Channel[]
}

/** A long run reuses its oldest addresses rather than fill the country with them. */
const FLUX_ENDPOINTS_MAX = 400
/** The least popular sites share their server with whoever pays. */
const SHARED_SITE_RANK = 600

export function drawHome(
  random: SeededRandom,
  family: C2Family,
  plan: CountryPlan,
  space: OutsideSpace,
  web: Web,
): Home {
  const own = (): Service => drawC2Service(random, family, space)
  const still = { rotationMs: Number.POSITIVE_INFINITY, shared: 'no', others: () => [] } as const
  switch (family.hosting) {
    case 'own':
      return { ...still, services: [own()] }
    case 'shared-host': {
      const sites = web.sites.slice(SHARED_SITE_RANK).flatMap(({ servers }) => servers)
      const host = random.pick(sites.filter(({ port }) => port === 443))
      return { ...still, services: [{ ...host, kind: family.kind }], shared: 'host' }
    }
    case 'delivery-network': {
      const edges = sample(random, web.edges, uniformInteger(random, [2, 6]))
      return {
        ...still,
        services: edges.map((edge) => ({ ...edge, kind: family.kind })),
        // Names resolve to another edge every few minutes.
        rotationMs: logUniform(random, [60, 1200]) * 1000,
        shared: 'delivery-network',
      }
    }
    case 'fast-flux': {
      const rotationMs = logUniform(random, family.rotationSeconds) * 1000
      const count = Math.min(FLUX_ENDPOINTS_MAX, Math.ceil((plan.hours * HOUR_MS) / rotationMs))
      const first = own()
      const services = Array.from({ length: Math.max(2, count) }, () => ({
        ...first,
        ipv4: space.ipv4(),
      }))
      return { ...still, services, rotationMs }
    }
    case 'overlay':
      return { ...still, services: [own()], others: (node) => drawPeers(random, own, node) }
    case 'staged':
      return {
        ...still,
        services: [own()],
        others: (controller) => drawStages(random, family, plan, space, controller),
      }
  }
}

function drawC2Service(random: SeededRandom, family: C2Family, space: OutsideSpace): Service {
  const drawn = drawService(random, space, family)
  return family.addressing === 'ipv6'
    ? { ...drawn, ipv4: undefined, ipv6: space.ipv6() }
    : { ...drawn, ipv6: undefined }
}

/** Infected machines elsewhere: each bot knows some of them, and calls them less often. */
function drawPeers(random: SeededRandom, own: () => Service, node: Channel): Channel[] {
  const { profile, clients } = node
  return Array.from({ length: uniformInteger(random, [12, 40]) }, () => ({
    ...node,
    role: 'peer',
    services: [own()],
    profile: {
      ...profile,
      intervalMs: profile.intervalMs * logUniform(random, [1, 6]),
      // Peers are households: many are away.
      answer: random.next() < 0.35 ? 'none' : 'yes',
    },
    clients: sample(random, clients, 1 + random.integer(Math.ceil(clients.length / 2))),
  }))
}

/** What comes before the controller: each bot passes through once, at a time of its own. */
function drawStages(
  random: SeededRandom,
  family: C2Family,
  plan: CountryPlan,
  space: OutsideSpace,
  controller: Channel,
): Channel[] {
  const stage = (role: Channel['role'], contactsMax: number, replyOctets: number): Channel => {
    const service = drawC2Service(random, { ...family, ports: [80, 443, 8080] }, space)
    const profile = drawProfile(random, family, service)
    return {
      ...controller,
      role,
      services: [service],
      profile: {
        ...profile,
        mode: 'poll',
        // The first contact of each falls anywhere in the run.
        intervalMs: plan.hours * HOUR_MS,
        schedule: 'grid',
        jitter: 0,
        replyOctets,
        transfersPerDay: 0,
        burstsPerDay: 0,
        contactsMax,
        answer: 'yes',
      },
    }
  }
  return [
    stage('initial-contact', uniformInteger(random, [1, 3]), uniformInteger(random, [60, 900])),
    stage('downloader', 1, Math.round(logUniform(random, [40_000, 2_000_000]))),
  ]
}
