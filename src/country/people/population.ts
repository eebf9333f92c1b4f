import type { SeededRandom } from '../../core/random.ts'
import type { Exporter } from '../exporters/exporter.ts'
import { deviceIpv6, householdIpv4 } from '../traffic/address-space.ts'
import { logNormal, uniformInteger } from '../traffic/draw.ts'

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
  readonly awake: readonly [fromHour: number, toHour: number] | undefined
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

export function planPopulation(
  random: SeededRandom,
  subscribers: number,
  exporters: readonly Exporter[],
): readonly Household[] {
  const households: Household[] = []
  exporters.forEach((exporter, exporterIndex) => {
    const isLast = exporterIndex === exporters.length - 1
    const count = isLast
      ? subscribers - households.length
      : Math.round(subscribers * exporter.subscriberShare)
    for (let index = 0; index < count; index++)
      households.push(planHousehold(random, exporter, exporterIndex, index))
  })
  return households
}

function planHousehold(
  random: SeededRandom,
  exporter: Exporter,
  exporterIndex: number,
  index: number,
): Household {
  const devices: Device[] = []
  const household: Household = {
    exporter,
    accessInterface: exporter.firstAccessInterface + random.integer(exporter.accessInterfaceCount),
    liveliness: logNormal(random, 1, 0.7),
    devices,
  }
  const ipv4 = householdIpv4(exporterIndex, index)
  const isDualStack = random.next() < DUAL_STACK_SHARE
  for (const kind of drawKinds(random)) {
    // Small devices rarely speak IPv6.
    const speaksIpv6 = isDualStack && random.next() < (kind === 'iot' ? 0.4 : 0.95)
    devices.push({
      kind,
      household,
      ipv4,
      ipv6: speaksIpv6 ? deviceIpv6(exporterIndex, index, random) : undefined,
      tcpHeaderOctets: random.next() < (kind === 'iot' ? 0.6 : 0.3) ? 20 : 32,
      awake: drawAwake(random, kind),
    })
  }
  return household
}

function drawKinds(random: SeededRandom): DeviceKind[] {
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
  return kinds
}

function drawAwake(random: SeededRandom, kind: DeviceKind): Device['awake'] {
  if (kind === 'iot' || kind === 'server' || kind === 'phone') return undefined
  if (random.next() < 0.2) return undefined
  const fromHour = uniformInteger(random, [6, 17])
  return [fromHour, uniformInteger(random, [fromHour + 4, 26])]
}
