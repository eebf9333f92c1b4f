import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../../core/random.ts'
import { CHANNEL_DEFAULTS, playChannel } from './channel.ts'
import type { Conversation, Observation } from './conversation.ts'
import { drawNetwork } from './draw-network.ts'
import { drawSite } from './draw-site.ts'
import { observe } from './router.ts'

const EPOCH_MS = Date.UTC(2026, 0, 5)

function site(seed: number) {
  const conversations: Conversation[] = []
  const planted = drawSite(new SeededRandom(seed), EPOCH_MS, (one) => conversations.push(one))
  return { conversations, planted }
}

test('a site is the same for the same seed and another for another', () => {
  assert.deepEqual(site(5), site(5))
  assert.notDeepEqual(site(5).planted, site(6).planted)
})

test('sites differ in length, speed and life as captures do', () => {
  const sites = Array.from({ length: 60 }, (_, seed) => site(seed))
  const hours = sites.map(({ conversations }) => {
    const starts = conversations.map(({ startMs }) => startMs)
    const [first, last] = starts.reduce(
      ([low, high], at) => [Math.min(low, at), Math.max(high, at)],
      [Infinity, -Infinity],
    )
    return (last - first) / 3_600_000
  })
  assert.ok(Math.min(...hours) < 0.5 && Math.max(...hours) > 12)
  const contacted = sites.flatMap(({ conversations, planted }) =>
    planted.map(({ address, port }) =>
      conversations.filter((one) => one.server === address && one.port === port),
    ),
  )
  const frequent = contacted.filter((contacts) => contacts.length >= 10)
  assert.ok(frequent.length > 20, `${frequent.length} controllers with ten contacts`)
  const silent = frequent.filter((contacts) =>
    contacts.every(({ downPackets }) => downPackets === 0),
  )
  const answering = frequent.filter((contacts) =>
    contacts.every(({ downPackets }) => downPackets > 0),
  )
  assert.ok(silent.length > 2 && answering.length > 5)
  const web = frequent.filter(([one]) => one!.port === 443 || one!.port === 80)
  assert.ok(web.length > 3 && web.length < frequent.length)
})

test('a provider’s records come from routers that sample, and its bots stay within their number', () => {
  const samplings = new Set<number>()
  const clients = new Set<number>()
  const { planted } = drawNetwork(new SeededRandom(104_000), EPOCH_MS, (record, { sampling }) => {
    samplings.add(sampling)
    clients.add(record.client)
  })
  assert.ok(planted.length >= 15)
  assert.ok([...samplings].every((sampling) => sampling >= 1))
  assert.ok(clients.size > 200)
})

const LONG: Conversation = {
  startMs: EPOCH_MS,
  durationMs: 600_000,
  client: 1,
  server: 2,
  clientPort: 40_000,
  port: 443,
  protocol: 6,
  upPackets: 6000,
  upOctets: 600_000,
  downPackets: 3000,
  downOctets: 3_000_000,
  upFlags: 27,
  downFlags: 27,
}

function exported(sampling: number, isBiflow: boolean): [Conversation, Observation][] {
  const records: [Conversation, Observation][] = []
  const router = { exporter: 9, sampling, activeTimeoutMs: 60_000, isBiflow }
  const see = observe(new SeededRandom(7), router, (record, seen) => records.push([record, seen]))
  see(LONG)
  return records
}

test('few controllers of a provider are asked for minutes only: shortness must not look like guilt', () => {
  const seen = new Map<string, { server: string; firstMs: number; lastMs: number; count: number }>()
  const { planted } = drawNetwork(
    new SeededRandom(104_002),
    EPOCH_MS,
    ({ client, server, port, startMs }) => {
      const pair = `${server}:${port} ${client}`
      const one = seen.get(pair)
      if (!one) {
        const times = { firstMs: startMs, lastMs: startMs, count: 1 }
        seen.set(pair, { server: `${server}:${port}`, ...times })
        return
      }
      one.firstMs = Math.min(one.firstMs, startMs)
      one.lastMs = Math.max(one.lastMs, startMs)
      one.count++
    },
  )
  const servers = new Set(planted.map(({ address, port }) => `${address}:${port}`))
  const pairs = [...seen.values()].filter(({ server, count }) => servers.has(server) && count >= 5)
  const controllers = [...Map.groupBy(pairs, ({ server }) => server).values()]
  const brief = controllers.filter(
    (bots) => 2 * bots.filter((bot) => bot.lastMs - bot.firstMs < 1_200_000).length > bots.length,
  )
  assert.ok(controllers.length > 20, `${controllers.length} controllers`)
  assert.ok(brief.length < controllers.length / 8, `${brief.length} of ${controllers.length}`)
})

test('who gets the same answer gets it whatever was asked', () => {
  const play = (isSameAnswer: boolean): number => {
    const answers = new Set<number>()
    const channel = {
      ...CHANNEL_DEFAULTS,
      servers: [1],
      port: 80,
      gapMs: 60_000,
      upOctets: 500,
      downOctets: 300,
      sizeSpread: 1,
      clientSpread: 0.3,
      isSameAnswer,
    }
    const span = { fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 }
    for (const client of [2, 3, 4])
      playChannel(new SeededRandom(client), channel, client, span, ({ downOctets }) =>
        answers.add(downOctets),
      )
    return answers.size
  }
  assert.equal(play(true), 1)
  assert.ok(play(false) > 20)
})

test('a router cuts a long conversation and loses nothing of it when it sees all', () => {
  const records = exported(1, true)
  assert.equal(records.length, 10)
  const sum = (pick: (one: Conversation) => number): number =>
    records.reduce((total, [one]) => total + pick(one), 0)
  assert.equal(
    sum(({ upPackets }) => upPackets),
    LONG.upPackets,
  )
  assert.equal(
    sum(({ downOctets }) => downOctets),
    LONG.downOctets,
  )
})

test('one-way records of a sampling router hold about its share, and do not say who began', () => {
  const records = exported(100, false)
  const packets = records.reduce((total, [one]) => total + one.upPackets + one.downPackets, 0)
  assert.ok(packets > 60 && packets < 120, `${packets} of 9,000`)
  assert.ok(records.every(([one, seen]) => one.downPackets === 0 && !seen.isBiflow))
  assert.ok(records.some(([one]) => one.client === LONG.server))
})
