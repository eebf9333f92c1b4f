/**
 * A small country in one process: subscribers, servers, bots and routers under a virtual clock.
 *
 * Life of a packet: a `CountryPlan` says what kind of country → `settle` draws who exists → `cast`
 * makes actors of them → each virtual minute `country` lets them act, which fills `Traffic` with whole
 * conversations → a `MeteringSession` samples and cuts them as its router would and queues them for
 * their export time → they become datagrams (`createExporterSession`), which `run-country` sends, or
 * columns (`Country.records`).
 *
 * Nothing here knows the real time but through a Clock, and nothing draws but from the seed. It holds
 * no list of real servers and makes no payload. What is modelled and what is not:
 * docs/explanation/country.md.
 */
export { C2_FAMILIES, DEMONSTRATION_FAMILIES } from './attackers/c2-families.ts'
export type { C2Family } from './attackers/c2-family.ts'
export { type Country, type CountryOptions, createCountry } from './country.ts'
export { COUNTRY_ERROR_CODES, CountryError, type CountryErrorCode } from './errors.ts'
export { type ConnectionSensor, createConnectionSensor } from './exporters/connection-sensor.ts'
export type { Exporter, ExportProtocol } from './exporters/exporter.ts'
export { createExporterSession, type ExporterSession } from './exporters/exporter-session.ts'
export { createRecordSession, type RecordSession } from './exporters/record-session.ts'
export type { TrapName } from './machines/trap-class.ts'
export { EVERYDAY_KINDS, TRAPS } from './machines/traps.ts'
export { type Artefacts, drawArtefacts, NO_ARTEFACTS } from './plan/artefacts.ts'
export {
  completePlan,
  findFamily,
  PAST_DAYS_MAX,
  SUBSCRIBERS_MAX,
  SUBSCRIBERS_MIN,
} from './plan/complete-plan.ts'
export type { CountryPlan } from './plan/country-plan.ts'
export { benignPlan, drawPlan, planGrid, splitFamilies } from './plan/draw-plan.ts'
export { shapeOf, type TrafficShape } from './realism/traffic-shape.ts'
export { type RecordedFlow, recordedFlows } from './recorded/recorded-flow.ts'
export {
  type Recording,
  type RecordingOptions,
  recordedChannel,
  recordedHost,
  routedFlows,
} from './recorded/recording.ts'
export { type CountryProgress, type CountryRun, runCountry } from './run/run-country.ts'
export type { UdpTarget } from './run/udp-sender.ts'
export { copyFlowRow } from './traffic/copy-row.ts'
export type { TrafficMinute } from './traffic/traffic-minute.ts'
export { type AskedFor, askedFor } from './truth/asked.ts'
export type { PlantedEndpoint, Trap } from './truth/truth.ts'
