/**
 * A small country in one process: subscribers, servers, bots and routers under a virtual clock.
 *
 * Life of a packet: `country-plan` draws who exists → `cast` makes actors of them → each virtual
 * minute `country` lets them act, which fills `Traffic` with whole conversations → an
 * `exporter-session` samples and cuts them as its router would (`meter`, `packet-sampler`), queues
 * them for their export time and encodes them → `run-country` sends the datagrams.
 *
 * Nothing here knows the real time but through a Clock, and nothing draws but from the seed. It holds
 * no list of real servers and makes no payload. What is modelled and what is not:
 * docs/explanation/small-country.md.
 */
export type { PlantedC2 } from './attackers/controllers.ts'
export type { TrafficMinute } from './country.ts'
export { type Country, type CountryOptions, createCountry } from './country.ts'
export { COUNTRY_ERROR_CODES, CountryError, type CountryErrorCode } from './errors.ts'
export type { Exporter, ExportProtocol } from './exporters/exporter.ts'
export { createExporterSession, type ExporterSession } from './exporters/exporter-session.ts'
export { type CountryProgress, type CountryRun, runCountry } from './run/run-country.ts'
export type { UdpTarget } from './run/udp-sender.ts'
