import { SeededRandom } from '../core/random.ts'
import { BotWork } from './attackers/bot-activity.ts'
import type { Botnet, Channel } from './attackers/botnet.ts'
import { FloodActor } from './attackers/forged-flood.ts'
import { Directory, InboundScanner } from './attackers/outside-noise.ts'
import { Automation, type AutomationSetting } from './machines/automation.ts'
import { hashShare } from './machines/mood.ts'
import type { Service } from './machines/service.ts'
import { Browsing, lookUp, visitSite } from './people/browsing.ts'
import { Leisure, PLAYING, WATCHING } from './people/leisure.ts'
import { Swarm } from './people/swarm.ts'
import type { Web } from './people/web.ts'
import type { Inhabitants } from './plan/inhabitants.ts'
import { Replay } from './recorded/replay.ts'
import type { Actor } from './traffic/actor.ts'

/** Everybody who makes traffic, each with a random stream of its own, ready to start at `fromMs`. */
export function createActors(
  inhabitants: Inhabitants,
  fromMs: number,
  random: SeededRandom,
): Actor[] {
  // A stream for each part of the cast: one more botnet does not change what people do.
  const stream = (label: string): (() => SeededRandom) => {
    const parent = random.fork(label)
    return () => new SeededRandom(parent.integer(2 ** 32))
  }
  return [
    ...createPeople(inhabitants, fromMs, random.fork('choices'), stream('people')),
    ...createMachines(inhabitants, fromMs, stream('machines')),
    ...inhabitants.botnets.flatMap((botnet, index) =>
      createBotnet(inhabitants, botnet, fromMs, stream(`botnet ${index}`)),
    ),
    ...createOutsiders(inhabitants, fromMs, stream('outsiders')),
    ...createReplays(inhabitants, fromMs, stream('replays')),
  ]
}

function createPeople(
  { devices, web, haunts, swarms }: Inhabitants,
  fromMs: number,
  random: SeededRandom,
  own: () => SeededRandom,
): Actor[] {
  const actors: Actor[] = []
  for (const device of devices) {
    const isPersonal = device.kind === 'pc' || device.kind === 'phone'
    const isIdle = device.household.liveliness === 0
    if (isPersonal && !isIdle)
      actors.push(new Browsing(device, web, haunts.get(device) ?? [], fromMs, own()))
    if ((device.kind === 'tv' || (isPersonal && random.next() < 0.35)) && !isIdle)
      actors.push(new Leisure(device, { ...WATCHING, servers: web.streams }, fromMs, own()))
    if ((device.kind === 'console' || (device.kind === 'pc' && random.next() < 0.2)) && !isIdle)
      actors.push(new Leisure(device, { ...PLAYING, servers: web.games }, fromMs, own()))
  }
  for (const device of swarms) actors.push(new Swarm(device, web, fromMs, own()))
  return actors
}

function createMachines(
  { benign, auditors, sinkhole, strays, web }: Inhabitants,
  fromMs: number,
  own: () => SeededRandom,
): Actor[] {
  const actors: Actor[] = []
  const errands = errandsIn(web)
  for (const { service, profile, clients, appearsAfterMs } of benign)
    clients.forEach((client, index) => {
      const startMs = fromMs + (appearsAfterMs[index] ?? appearsAfterMs[0]!)
      actors.push(new Automation(client, service, profile, { ...errands, fromMs: startMs }, own()))
    })
  for (const auditor of auditors) actors.push(new BotWork(auditor, 'port-scan', { fromMs }, own()))
  for (const channel of sinkhole)
    for (const client of channel.clients)
      actors.push(
        new Automation(
          client,
          channel.services[0]!,
          channel.profile,
          { ...errands, fromMs },
          own(),
        ),
      )
  for (const stray of strays) actors.push(new BotWork(stray, 'telnet-scan', { fromMs }, own()))
  return actors
}

function createBotnet(
  { web }: Inhabitants,
  { bots, channels, activity, commands }: Botnet,
  fromMs: number,
  own: () => SeededRandom,
): Actor[] {
  const actors: Actor[] = []
  const errands = errandsIn(web)
  const commandsMs = commands?.map(({ givenAfterMs }) => fromMs + givenAfterMs)
  const actsMs = commands?.map(({ actedAfterMs }) => fromMs + actedAfterMs)
  for (const channel of channels)
    for (const client of channel.clients) {
      const setting: AutomationSetting = {
        fromMs: fromMs + channel.appearsAfterMs,
        untilMs: fromMs + channel.endsAfterMs,
        ...(channel.services.length > 1 ? { serviceAt: turnTaker(channel, fromMs) } : {}),
        ...(commandsMs ? { commandsMs } : {}),
        ...errands,
      }
      actors.push(new Automation(client, channel.services[0]!, channel.profile, setting, own()))
    }
  const startMs = fromMs + channels[0]!.appearsAfterMs
  for (const bot of bots)
    actors.push(
      new BotWork(bot, activity, { fromMs: startMs, ...(actsMs ? { actsMs } : {}) }, own()),
    )
  return actors
}

function errandsIn(web: Web): Pick<AutomationSetting, 'lookUp' | 'visitDecoy'> {
  return {
    lookUp: (stage, device, atMs, random) => lookUp(stage, device, web, atMs, random),
    visitDecoy: (stage, device, atMs, random) => visitSite(stage, device, web, atMs, random),
  }
}

/** Which endpoint of a moving channel it is: in turn for flux, any edge for a delivery network. */
function turnTaker(
  { services, rotationMs, shared }: Channel,
  originMs: number,
): (atMs: number) => Service {
  return (atMs) => {
    const turn = Math.max(0, Math.floor((atMs - originMs) / rotationMs))
    const index =
      shared === 'delivery-network'
        ? Math.floor(hashShare(services.length, turn) * services.length)
        : turn % services.length
    return services[index]!
  }
}

function createOutsiders(
  { households, exporters, space, scanners, scale, floods }: Inhabitants,
  fromMs: number,
  own: () => SeededRandom,
): Actor[] {
  const directory = new Directory(households, exporters, space)
  const accessCount = exporters.filter(({ role }) => role === 'access').length
  return [
    ...scanners.map((source) => new InboundScanner(source, directory, scale, fromMs, own())),
    ...floods.map((flood) => new FloodActor(flood, space, accessCount, fromMs, own())),
  ]
}

function createReplays(
  { recordings }: Inhabitants,
  fromMs: number,
  own: () => SeededRandom,
): Actor[] {
  return recordings.flatMap(({ recording, devices, servers }) =>
    devices.map((device) => new Replay(recording, servers, device, fromMs, own())),
  )
}
