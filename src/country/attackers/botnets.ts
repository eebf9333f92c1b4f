import type { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { AutomationProfile } from '../machines/automation.ts'
import { drawProfile } from '../machines/automation-class.ts'
import { drawControllerBirth } from '../past/ages.ts'
import type { Device } from '../people/population.ts'
import type { Web } from '../people/web.ts'
import type { CountryPlan } from '../plan/country-plan.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { logUniform, sample } from '../traffic/draw.ts'
import type { Botnet, Channel } from './botnet.ts'
import { C2_FAMILIES } from './c2-families.ts'
import type { C2Family } from './c2-family.ts'
import { drawCommands } from './commands.ts'
import { drawHome } from './hosting.ts'

/** Weak devices catch more than one thing: about 30 % in sinkhole studies of ISPs. */
const REINFECTION_SHARE = 0.3

/** Every family of the plan in turn, then drawn ones, until there are enough botnets. */
export function planBotnets(
  common: SeededRandom,
  plan: CountryPlan,
  space: OutsideSpace,
  devices: readonly Device[],
  web: Web,
): readonly Botnet[] {
  const families = Array.from({ length: plan.botnets }, (_, index) =>
    familyNamed(plan.families[index] ?? common.pick(plan.families)),
  )
  const infected = new Set<Device>()
  return families.map((family, index) => {
    // Streams of their own: the number of bots must not change what else a botnet is.
    const random = common.fork(`botnet ${index}`)
    const bots = drawBots(random.fork('bots'), family, plan, devices, infected)
    for (const bot of bots) infected.add(bot)
    const home = drawHome(random.fork('home'), family, plan, space, web)
    const drawn = drawProfile(random, family, home.services[0]!)
    const profile: AutomationProfile = {
      ...drawn,
      jitter: plan.jitter ?? drawn.jitter,
      schedule: plan.schedule ?? drawn.schedule,
    }
    const lateMs = random.next() < 0.2 ? logUniform(random, [0.5, 14]) * HOUR_MS : 0
    const bornAfterMs = drawControllerBirth(random.fork('birth'), plan.hours)
    // The addresses of a moving controller are none that it had the day before.
    const isMoving = home.services.length > 1 && home.shared === 'no'
    const controller: Channel = {
      role: 'controller',
      services: home.services,
      rotationMs: home.rotationMs,
      profile,
      clients: bots,
      appearsAfterMs: plan.pastDays > 0 ? Math.max(0, bornAfterMs) : lateMs,
      bornAfterMs: isMoving ? 0 : bornAfterMs,
      endsAfterMs: Number.POSITIVE_INFINITY,
      shared: home.shared,
    }
    const activity = random.pick(family.activities)
    const mayBeCommanded = activity !== 'none' && random.next() < family.commandedShare
    const isCommanded = mayBeCommanded && activity !== 'telnet-scan'
    return {
      family,
      bots,
      channels: [controller, ...home.others(controller)],
      activity,
      commands: isCommanded ? drawCommands(random, plan.hours) : undefined,
    }
  })
}

function drawBots(
  random: SeededRandom,
  family: C2Family,
  plan: CountryPlan,
  devices: readonly Device[],
  infected: ReadonlySet<Device>,
): Device[] {
  const reaches = (device: Device): boolean =>
    family.addressing === 'ipv4' || device.ipv6 !== undefined
  const fitting = devices.filter(
    (device) => family.devices.includes(device.kind) && reaches(device),
  )
  const able = fitting.length > 0 ? fitting : devices.filter(reaches)
  const count = Math.round(logUniform(random, plan.bots))
  const weak = sample(
    random,
    able.filter((device) => infected.has(device)),
    Math.floor(count * REINFECTION_SHARE),
  )
  const fresh = able.filter((device) => !infected.has(device))
  return [...weak, ...sample(random, fresh, count - weak.length)]
}

function familyNamed(name: string): C2Family {
  return C2_FAMILIES.find(({ kind }) => kind === name)!
}
