import type { SeededRandom } from '../../core/random.ts'
import type { Exporter } from '../exporters/exporter.ts'
import type { CountryPlan } from '../plan/country-plan.ts'
import { deviceIpv6, type InsideSpace } from '../traffic/address-space.ts'
import { logNormal, logUniform, uniformInteger } from '../traffic/draw.ts'
import type { Awake } from './diurnal.ts'

export type DeviceKind = 'pc' | 'phone' | 'tv' | 'console' | 'iot' | 'server'

/** One machine in a household. All of a household's IPv4 traffic has the household's one address. */
export type Device = {
  readonly kind: DeviceKind
  readonly household: Household
  readonly ipv4: Uint8Array
  readonly ipv6: Uint8Array | undefined
  /** TCP header with the options its system uses. */
  readonly tcpHeaderOctets: number
  /** Hours of the day in Japan between which it runs; undefined: always. */
  readonly awake: Awake | undefined
}

export type Household = {
  readonly exporter: Exporter
  readonly accessInterface: number
  /** Multiplies how often its people do things; skewed, median 1. */
  readonly liveliness: number
  readonly devices: readonly Device[]
}

/** Of households, how many have IPv6 beside IPv4. */
const DUAL_STACK_SHARE = 0.45

/** Devices behind the one address of an office or of a carrier's NAT. */
const GATEWAY_DEVICES = [20, 200] as const
const OFFICE_SHARE = 0.6
const OFFICE_HOURS: Awake = [8, 20, true]

/** The first households of the plan's `gateways` are offices and carrier NATs, spread over exporters. */
export function planPopulation(
  random: SeededRandom,
  { subscribers, gateways, liveliness }: CountryPlan,
  exporters: readonly Exporter[],
  space: InsideSpace,
): readonly Household[] {
  const households: Household[] = []
  const access = exporters.filter(({ role }) => role === 'access')
  access.forEach((exporter, exporterIndex) => {
    const isLast = exporterIndex === access.length - 1
    const count = isLast
      ? subscribers - households.length
      : Math.round(subscribers * exporter.subscriberShare)
    for (let index = 0; index < count; index++) {
      const isGateway = index * access.length + exporterIndex < gateways
      const kinds = isGateway ? drawGatewayKinds(random) : drawKinds(random)
      const address = {
        exporter,
        exporterIndex,
        index,
        ipv4: space.household(exporterIndex, index),
      }
      households.push(planHousehold(random, address, kinds, liveliness))
    }
  })
  return households
}

type Address = {
  readonly exporter: Exporter
  readonly exporterIndex: number
  readonly index: number
  readonly ipv4: Uint8Array
}

function planHousehold(
  random: SeededRandom,
  { exporter, exporterIndex, index, ipv4 }: Address,
  { kinds, hours }: { readonly kinds: readonly DeviceKind[]; readonly hours?: Awake },
  liveliness: number,
): Household {
  const devices: Device[] = []
  const household: Household = {
    exporter,
    accessInterface: exporter.firstAccessInterface + random.integer(exporter.accessInterfaceCount),
    liveliness: logNormal(random, 1, 0.7) * liveliness,
    devices,
  }
  const isDualStack = random.next() < DUAL_STACK_SHARE
  for (const kind of kinds) {
    // Small devices rarely speak IPv6.
    const speaksIpv6 = isDualStack && random.next() < (kind === 'iot' ? 0.4 : 0.95)
    const drawn = drawAwake(random, kind)
    devices.push({
      kind,
      household,
      ipv4,
      ipv6: speaksIpv6 ? deviceIpv6(exporterIndex, index, random) : undefined,
      tcpHeaderOctets: random.next() < (kind === 'iot' ? 0.6 : 0.3) ? 20 : 32,
      awake: hours && kind !== 'iot' && kind !== 'server' ? hours : drawn,
    })
  }
  return household
}

function drawGatewayKinds(random: SeededRandom): {
  readonly kinds: readonly DeviceKind[]
  readonly hours?: Awake
} {
  const isOffice = random.next() < OFFICE_SHARE
  const count = Math.round(logUniform(random, GATEWAY_DEVICES))
  const mixed: readonly DeviceKind[] = isOffice
    ? ['pc', 'pc', 'pc', 'phone', 'iot', 'server']
    : ['phone', 'phone', 'pc', 'iot', 'tv', 'console']
  const kinds = Array.from({ length: count }, () => random.pick(mixed))
  return isOffice ? { kinds, hours: OFFICE_HOURS } : { kinds }
}

function drawKinds(random: SeededRandom): { readonly kinds: readonly DeviceKind[] } {
  const kinds: DeviceKind[] = []
  const add = (kind: DeviceKind, count: number): void => {
    for (let i = 0; i < count; i++) kinds.push(kind)
  }
  add('phone', uniformInteger(random, [1, 3]))
  add('pc', random.integer(3))
  add('tv', random.next() < 0.6 ? 1 : 0)
  add('console', random.next() < 0.25 ? 1 : 0)
  add('iot', Math.floor(random.exponential(1.8)))
  add('server', random.next() < 0.05 ? 1 : 0)
  return { kinds }
}

function drawAwake(random: SeededRandom, kind: DeviceKind): Device['awake'] {
  if (kind === 'iot' || kind === 'server' || kind === 'phone') return undefined
  if (random.next() < 0.2) return undefined
  const fromHour = uniformInteger(random, [6, 17])
  return [fromHour, uniformInteger(random, [fromHour + 4, 26])]
}
