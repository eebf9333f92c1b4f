import type { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Botnet, Channel } from '../attackers/botnet.ts'
import { planBotnets } from '../attackers/botnets.ts'
import { type ForgedFlood, planFloods } from '../attackers/forged-flood.ts'
import { planSinkhole } from '../attackers/sinkholes.ts'
import type { Exporter } from '../exporters/exporter.ts'
import type { AutomationProfile } from '../machines/automation.ts'
import { drawProfile, drawService } from '../machines/automation-class.ts'
import type { Service } from '../machines/service.ts'
import type { TrapClass } from '../machines/trap-class.ts'
import { TRAP_CLASSES } from '../machines/traps.ts'
import { drawServiceBirth } from '../past/ages.ts'
import { type Device, type Household, planPopulation } from '../people/population.ts'
import { planWeb, type Web } from '../people/web.ts'
import { type InstalledRecording, installRecordings } from '../recorded/installed-recording.ts'
import type { Recording } from '../recorded/recording.ts'
import { type InsideSpace, OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, sample } from '../traffic/draw.ts'
import type { CountryPlan } from './country-plan.ts'

/** A server and the devices whose programs talk to it. */
export type Installation = {
  readonly service: Service
  readonly profile: AutomationProfile
  readonly clients: readonly Device[]
  /** After the start of the run, for each client; one for all where it does not grow. */
  readonly appearsAfterMs: readonly number[]
  /** When the server was first there, likewise; negative: before the run. */
  readonly bornAfterMs: number
}

/** Everything that stands still in a country: who lives there, what servers exist, who is infected. */
export type Inhabitants = {
  readonly exporters: readonly Exporter[]
  readonly space: InsideSpace
  readonly households: readonly Household[]
  readonly devices: readonly Device[]
  readonly web: Web
  readonly benign: readonly Installation[]
  readonly botnets: readonly Botnet[]
  readonly sinkhole: readonly Channel[]
  /** Infected by something without a controller here: they scan all the same. */
  readonly strays: readonly Device[]
  /** Customers who look for open doors as their profession. */
  readonly auditors: readonly Device[]
  readonly swarms: readonly Device[]
  /** Which small servers a device's owner visits. */
  readonly haunts: ReadonlyMap<Device, readonly Service[]>
  readonly scanners: readonly Uint8Array[]
  readonly floods: readonly ForgedFlood[]
  readonly recordings: readonly InstalledRecording[]
  /** Subscribers as a share of the 2,000 that client counts are written for. */
  readonly scale: number
}

const SUBSCRIBERS_OF_REFERENCE = 2000
const SCANNER_COUNT = 60
const SWARM_SHARE = 0.02

export function settle(
  random: SeededRandom,
  plan: CountryPlan,
  exporters: readonly Exporter[],
  inside: InsideSpace,
  recordings: readonly Recording[],
): Inhabitants {
  const scale = plan.subscribers / SUBSCRIBERS_OF_REFERENCE
  const has = (kind: string): boolean => plan.trapKinds.includes(kind)
  const space = new OutsideSpace(random.fork('outside'))
  const households = planPopulation(random.fork('population'), plan, exporters, inside)
  const devices = households.flatMap((household) => household.devices)
  const web = planWeb(random.fork('web'), space)
  const benign = TRAP_CLASSES.filter(({ kind }) => has(kind)).flatMap((from) =>
    planInstallations(random.fork(from.kind), space, from, devices, plan),
  )
  const botnets = planBotnets(random.fork('controllers'), plan, space, devices, web)
  const rest = random.fork('rest')
  const people = devices.filter(({ kind }) => kind === 'pc' || kind === 'phone')
  const computers = devices.filter(({ kind }) => kind === 'pc' || kind === 'server')
  return {
    exporters,
    space: inside,
    households,
    devices,
    web,
    benign,
    botnets,
    sinkhole: has('sinkhole') ? planSinkhole(random.fork('sinkhole'), space, botnets) : [],
    strays: botnets.length > 0 ? sample(rest, devices, Math.round(6 * scale)) : [],
    haunts: planHaunts(rest, web.personal, people),
    scanners: has('inbound-scan') ? Array.from({ length: SCANNER_COUNT }, () => space.ipv4()) : [],
    floods: has('flood-victim')
      ? planFloods(random.fork('floods'), exporters, households, benign)
      : [],
    auditors: has('security-scanner')
      ? sample(random.fork('auditors'), computers, Math.max(1, Math.round(scale)))
      : [],
    swarms: has('swarm')
      ? sample(random.fork('swarms'), computers, Math.round(computers.length * SWARM_SHARE))
      : [],
    recordings: installRecordings(random.fork('recordings'), space, recordings, devices),
    scale,
  }
}

function planInstallations(
  random: SeededRandom,
  space: OutsideSpace,
  from: TrapClass,
  devices: readonly Device[],
  plan: CountryPlan,
): Installation[] {
  const able = devices.filter(({ kind }) => from.devices.includes(kind))
  const scale = plan.subscribers / SUBSCRIBERS_OF_REFERENCE
  return Array.from({ length: from.services }, () => {
    const drawn = drawService(random, space, from)
    const count = Math.max(1, Math.round(logUniform(random, from.clients) * scale))
    const clients = sample(random, able, count)
    const lateMs = random.next() < 0.1 ? logUniform(random, [0.5, 14]) * HOUR_MS : 0
    const bornAfterMs = from.isGrowing ? 0 : drawServiceBirth(random.fork('birth'), plan.hours)
    const startMs = plan.pastDays > 0 ? Math.max(0, bornAfterMs) : lateMs
    const appearsAfterMs = from.isGrowing
      ? clients.map(() => random.next() ** 0.5 * plan.hours * HOUR_MS)
      : [startMs]
    const neighbours = from.neighbours ? space.neighbours(from.neighbours) : [drawn.ipv4!]
    return neighbours.map((ipv4) => {
      const service: Service = { ...drawn, ipv4 }
      const profile = drawProfile(random, from, service)
      return { service, profile, clients, appearsAfterMs, bornAfterMs }
    })
  }).flat()
}

function planHaunts(
  random: SeededRandom,
  personal: readonly Service[],
  people: readonly Device[],
): Map<Device, Service[]> {
  const haunts = new Map<Device, Service[]>()
  for (const service of personal)
    for (const visitor of sample(random, people, 1 + random.integer(5)))
      haunts.set(visitor, [...(haunts.get(visitor) ?? []), service])
  return haunts
}
