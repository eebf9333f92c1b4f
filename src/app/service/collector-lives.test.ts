import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FlowSender } from '../../../tools/testing/flow-sender.ts'
import { freeUdpPort, temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { until } from '../../../tools/testing/until.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { Loader } from '../../flows/collect/loader.ts'
import { loadConfiguration } from '../configuration.ts'
import { openDataDirectory } from '../data-directory.ts'
import { openLocalStore } from '../local-store.ts'
import { systemClock } from '../system-ports.ts'
import { CollectorLives } from './collector-lives.ts'
import { collectorSettings } from './collector-settings.ts'
import { GatedCollector } from './gated-collector.ts'

it('after a notice lapsed and a new one was published, collecting goes on by itself, and what was sent between is missing by its number', async () => {
  await using place = await temporaryDirectory()
  const directory = openDataDirectory(place.path)
  await using local = await openLocalStore(directory)
  const { store } = local
  const port = await freeUdpPort()
  const configuration = {
    ...loadConfiguration(directory.configurationFile),
    collectorThreads: 2,
    collectors: [{ address: '127.0.0.1', port }],
  }
  const loader = new Loader({ directory: directory.spool, clock: systemClock, store })
  const lives = await CollectorLives.begin(
    {
      ...collectorSettings(configuration, directory),
      onSegment: () => loader.wake(),
      onDeath: (error) => assert.fail(error),
    },
    loader,
  )
  await using stack = new AsyncDisposableStack()
  await loader.start()
  stack.defer(() => loader.stop())
  let mayCollect = true
  const said: string[] = []
  const say = (_event: unknown, text?: string) => void said.push(String(text))
  const collector = new GatedCollector({
    open: () => lives.open(),
    standing: async () => ({ state: mayCollect ? 'current' : 'lapsed', mayCollect }),
    logger: { info: say, warn: say, error: say },
  })
  await collector.start()
  stack.defer(() => collector.stop())
  const nowMs = Date.now()
  const sums = async () => {
    const hours = await store.exporterHours({ startMs: nowMs - HOUR_MS, endMs: nowMs + HOUR_MS })
    return hours.reduce(
      (sum, { stored, missingRecords }) => ({
        stored: sum.stored + stored,
        missing: sum.missing + missingRecords,
      }),
      { stored: 0, missing: 0 },
    )
  }
  using sender = new FlowSender(port, nowMs, { protocol: 'ipfix', templateEveryDatagrams: 1_000 })

  await sender.send(100, nowMs)
  await until(async () => (await sums()).stored === 100, 60)

  mayCollect = false
  await collector.check()
  assert.deepEqual([collector.isCollecting, collector.counts().listeners], [false, []])
  await sender.send(50, nowMs)

  mayCollect = true
  await Promise.all([collector.check(), collector.check()])
  assert.equal(collector.isCollecting, true)
  await sender.send(200, nowMs)
  await until(async () => (await sums()).stored === 300, 60)
  assert.deepEqual(await sums(), { stored: 300, missing: 50 })

  // As often as it takes; and nothing is stored twice by anybody's starting again.
  mayCollect = false
  await collector.check()
  mayCollect = true
  await collector.check()
  await sender.send(10, nowMs)
  await until(async () => (await sums()).stored === 310, 60)
  assert.deepEqual(await sums(), { stored: 310, missing: 50 })
  assert.equal(said.filter((text) => text === 'collecting').length, 3)
})
