import { formatAddress } from '../../core/address.ts'
import { protocolName } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { AutomationProfile } from '../machines/automation.ts'
import { drawProfile, drawService } from '../machines/automation-class.ts'
import type { Service } from '../machines/service.ts'
import type { Device } from '../people/population.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, sample } from '../traffic/draw.ts'
import { type BotActivity, C2_FAMILIES, type C2Family } from './c2-families.ts'

/** A planted C2 server with its bots. */
export type Controller = {
  readonly service: Service
  readonly profile: AutomationProfile
  readonly bots: readonly Device[]
  readonly activity: BotActivity
  readonly appearsAfterMs: number
}

/** What was planted, for scoring a detector that never sees it. */
export type PlantedC2 = {
  readonly address: string
  readonly protocol: string
  readonly port: number
  readonly family: string
  readonly bots: number
}

const EXTRA_CONTROLLERS_MAX = 4
/** Weak devices catch more than one thing: about 30 % in sinkhole studies of ISPs. */
const REINFECTION_SHARE = 0.25
const HOUR_MS = 3_600_000

/** One controller of every family, and a few more. */
export function planControllers(
  random: SeededRandom,
  space: OutsideSpace,
  devices: readonly Device[],
): readonly Controller[] {
  const extra = Array.from({ length: random.integer(EXTRA_CONTROLLERS_MAX + 1) }, () =>
    random.pick(C2_FAMILIES),
  )
  const infected = new Set<Device>()
  return [...C2_FAMILIES, ...extra].map((family) => {
    const drawn = drawService(random, space, family)
    const service: Service =
      family.addressing === 'ipv6'
        ? { ...drawn, ipv4: undefined, ipv6: space.ipv6() }
        : { ...drawn, ipv6: undefined }
    const bots = drawBots(random, family, devices, infected)
    for (const bot of bots) infected.add(bot)
    return {
      service,
      profile: drawProfile(random, family, service),
      bots,
      activity: random.pick(family.activities),
      appearsAfterMs: random.next() < 0.2 ? logUniform(random, [0.5, 14]) * HOUR_MS : 0,
    }
  })
}

export function describeController({ service, bots }: Controller): PlantedC2 {
  return {
    address: formatAddress(service.ipv4 ?? service.ipv6!),
    protocol: protocolName(service.protocol),
    port: service.port,
    family: service.kind,
    bots: bots.length,
  }
}

function drawBots(
  random: SeededRandom,
  family: C2Family,
  devices: readonly Device[],
  infected: ReadonlySet<Device>,
): Device[] {
  const reaches = (device: Device): boolean =>
    family.addressing === 'ipv4' || device.ipv6 !== undefined
  const fitting = devices.filter(
    (device) => family.devices.includes(device.kind) && reaches(device),
  )
  const able = fitting.length > 0 ? fitting : devices.filter(reaches)
  const count = Math.round(logUniform(random, family.clients))
  const weak = sample(
    random,
    able.filter((device) => infected.has(device)),
    Math.floor(count * REINFECTION_SHARE),
  )
  const fresh = able.filter((device) => !infected.has(device))
  return [...weak, ...sample(random, fresh, count - weak.length)]
}
