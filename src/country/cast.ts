import { SeededRandom } from '../core/random.ts'
import { BotWork } from './attackers/bot-activity.ts'
import { FloodActor } from './attackers/forged-flood.ts'
import { Directory, InboundScanner } from './attackers/outside-noise.ts'
import type { CountryPlan } from './country-plan.ts'
import { Automation } from './machines/automation.ts'
import { Browsing } from './people/browsing.ts'
import { Leisure, PLAYING, WATCHING } from './people/leisure.ts'
import { Swarm } from './people/swarm.ts'
import type { Actor } from './traffic/actor.ts'

const SWARM_SHARE = 0.04

/** Everybody who makes traffic, each with a random stream of its own, ready to start at `fromMs`. */
export function createActors(plan: CountryPlan, fromMs: number, random: SeededRandom): Actor[] {
  const own = (): SeededRandom => new SeededRandom(random.integer(2 ** 32))
  const actors: Actor[] = []
  const { web } = plan

  for (const device of plan.devices) {
    const isPersonal = device.kind === 'pc' || device.kind === 'phone'
    if (isPersonal)
      actors.push(new Browsing(device, web, plan.haunts.get(device) ?? [], fromMs, own()))
    if (device.kind === 'tv' || (isPersonal && random.next() < 0.35))
      actors.push(new Leisure(device, { ...WATCHING, servers: web.streams }, fromMs, own()))
    if (device.kind === 'console' || (device.kind === 'pc' && random.next() < 0.2))
      actors.push(new Leisure(device, { ...PLAYING, servers: web.games }, fromMs, own()))
    if ((device.kind === 'pc' || device.kind === 'server') && random.next() < SWARM_SHARE)
      actors.push(new Swarm(device, web, fromMs, own()))
  }

  for (const { service, profile, clients, appearsAfterMs } of plan.benign)
    for (const client of clients)
      actors.push(new Automation(client, service, profile, fromMs + appearsAfterMs, own()))
  for (const { service, profile, bots, activity, appearsAfterMs } of plan.controllers)
    for (const bot of bots) {
      actors.push(new Automation(bot, service, profile, fromMs + appearsAfterMs, own()))
      actors.push(new BotWork(bot, activity, fromMs + appearsAfterMs, own()))
    }
  for (const stray of plan.strays) actors.push(new BotWork(stray, 'telnet-scan', fromMs, own()))

  const directory = new Directory(plan.households, plan.exporters)
  for (const source of plan.scanners)
    actors.push(new InboundScanner(source, directory, plan.scale, fromMs, own()))
  for (const flood of plan.floods)
    actors.push(new FloodActor(flood, plan.exporters.length, fromMs, own()))
  return actors
}
