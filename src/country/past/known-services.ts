import { SeededRandom } from '../../core/random.ts'
import type { Service } from '../machines/service.ts'
import type { CountryPlan } from '../plan/country-plan.ts'
import type { Inhabitants } from '../plan/inhabitants.ts'
import { servicesOf } from '../recorded/installed-recording.ts'
import { birthByIndex, drawControllerBirth, drawServiceBirth } from './ages.ts'

/** A service, and when it was first there, after the start of the run; negative: before. */
export type KnownService = { readonly service: Service; readonly bornAfterMs: number }

/**
 * Everything in a country that may have been contacted before the run. What people use stands first: a
 * controller on somebody's web server, or behind an edge, is found at an address as old as that.
 */
export function knownServices(
  { web, benign, botnets, sinkhole, recordings }: Inhabitants,
  { seed, hours }: Pick<CountryPlan, 'seed' | 'hours'>,
): readonly KnownService[] {
  const random = new SeededRandom(seed).fork('past of recordings')
  const ageSeed = new SeededRandom(seed).fork('past of the web').integer(2 ** 32)
  const everyday = new Set([
    ...web.edges,
    ...web.sites.flatMap(({ servers, parts }) => [...servers, ...parts]),
    ...[web.resolvers, web.streams, web.games, web.peers, web.personal].flat(),
  ])
  return [
    ...[...everyday].map((service, index) => ({
      service,
      bornAfterMs: birthByIndex(ageSeed, index, hours),
    })),
    ...benign,
    ...[...sinkhole, ...botnets.flatMap(({ channels }) => channels)].flatMap(
      ({ services, bornAfterMs }) => services.map((service) => ({ service, bornAfterMs })),
    ),
    ...recordings.flatMap((installed) => {
      const draw =
        installed.recording.role === 'controller' ? drawControllerBirth : drawServiceBirth
      const bornAfterMs = draw(random, hours)
      return servicesOf(installed).map((service) => ({ service, bornAfterMs }))
    }),
  ]
}
