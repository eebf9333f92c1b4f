import type { SeededRandom } from '../core/random.ts'
import type { Controller } from './attackers/controllers.ts'
import { planControllers } from './attackers/controllers.ts'
import type { ForgedFlood } from './attackers/forged-flood.ts'
import type { Exporter } from './exporters/exporter.ts'
import type { AutomationProfile } from './machines/automation.ts'
import { drawProfile, drawService } from './machines/automation-class.ts'
import { BENIGN_CLASSES, type BenignClass } from './machines/benign-classes.ts'
import type { Service } from './machines/service.ts'
import { type Device, type Household, planPopulation } from './people/population.ts'
import { planWeb, type Web } from './people/web.ts'
import { OutsideSpace } from './traffic/address-space.ts'
import { logUniform, sample } from './traffic/draw.ts'

/** A server and the devices whose programs talk to it. */
export type Installation = {
  readonly service: Service
  readonly profile: AutomationProfile
  readonly clients: readonly Device[]
  /** Not there before this much of the run has passed. */
  readonly appearsAfterMs: number
}

/** Everything that stands still in a country: who lives there, what servers exist, who is infected. */
export type CountryPlan = {
  readonly exporters: readonly Exporter[]
  readonly households: readonly Household[]
  readonly devices: readonly Device[]
  readonly web: Web
  readonly benign: readonly Installation[]
  readonly controllers: readonly Controller[]
  /** Infected by something without a controller here: they scan all the same. */
  readonly strays: readonly Device[]
  /** Which small servers a device's owner visits. */
  readonly haunts: ReadonlyMap<Device, readonly Service[]>
  readonly scanners: readonly Uint8Array[]
  readonly floods: readonly ForgedFlood[]
  /** Subscribers as a share of the 2,000 that client counts are written for. */
  readonly scale: number
}

const SUBSCRIBERS_OF_REFERENCE = 2000
const SCANNER_COUNT = 60
const HOUR_MS = 3_600_000

export function planCountry(
  random: SeededRandom,
  subscribers: number,
  exporters: readonly Exporter[],
): CountryPlan {
  const scale = subscribers / SUBSCRIBERS_OF_REFERENCE
  const space = new OutsideSpace(random.fork('outside'))
  const households = planPopulation(random.fork('population'), subscribers, exporters)
  const devices = households.flatMap((household) => household.devices)
  const web = planWeb(random.fork('web'), space)
  const benignRandom = random.fork('benign')
  const benign = BENIGN_CLASSES.flatMap((from) => {
    const able = devices.filter(({ kind }) => from.devices.includes(kind))
    return Array.from({ length: from.services }, () =>
      planInstallation(benignRandom, space, from, able, scale),
    )
  })
  const controllers = planControllers(random.fork('controllers'), space, devices)
  const rest = random.fork('rest')
  return {
    exporters,
    households,
    devices,
    web,
    benign,
    controllers,
    strays: sample(rest, devices, Math.round(6 * scale)),
    haunts: planHaunts(rest, web.personal, devices),
    scanners: Array.from({ length: SCANNER_COUNT }, () => space.ipv4()),
    floods: planFloods(rest, exporters, households, benign),
    scale,
  }
}

function planInstallation(
  random: SeededRandom,
  space: OutsideSpace,
  from: BenignClass,
  able: readonly Device[],
  scale: number,
): Installation {
  const service = drawService(random, space, from)
  const clientCount = Math.max(1, Math.round(logUniform(random, from.clients) * scale))
  return {
    service,
    profile: drawProfile(random, from, service),
    clients: sample(random, able, clientCount),
    appearsAfterMs: random.next() < 0.1 ? logUniform(random, [0.5, 14]) * HOUR_MS : 0,
  }
}

function planHaunts(
  random: SeededRandom,
  personal: readonly Service[],
  devices: readonly Device[],
): Map<Device, Service[]> {
  const haunts = new Map<Device, Service[]>()
  const people = devices.filter(({ kind }) => kind === 'pc' || kind === 'phone')
  for (const service of personal)
    for (const visitor of sample(random, people, 1 + random.integer(5)))
      haunts.set(visitor, [...(haunts.get(visitor) ?? []), service])
  return haunts
}

/** One flood of each kind a day: see `ForgedFlood`. */
function planFloods(
  random: SeededRandom,
  exporters: readonly Exporter[],
  households: readonly Household[],
  benign: readonly Installation[],
): readonly ForgedFlood[] {
  const framed = random.pick(
    benign.filter(({ service }) => service.kind === 'widget' && service.protocol === 6),
  ).service
  const victim = random.pick(households)
  const carrier = exporters[Math.min(1, exporters.length - 1)]!
  const timing = () => ({
    afterMs: (2 + random.next() * 18) * HOUR_MS,
    durationMs: (6 + random.next() * 12) * 60_000,
    packetsPerSecond: 20 + random.integer(40),
  })
  return [
    {
      exporter: carrier,
      victim: framed.ipv4!,
      port: framed.port,
      claims: 'subscribers',
      egressInterface: carrier.transitInterface,
      ...timing(),
    },
    {
      exporter: victim.exporter,
      victim: victim.devices[0]!.ipv4,
      port: random.pick([80, 443, 25_565]),
      claims: 'anywhere',
      egressInterface: victim.accessInterface,
      ...timing(),
    },
  ]
}
