import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { digestOf } from '../../src/core/secret.ts'
import { blockingOf, endpointTarget } from '../../src/measures/planes/blocking.fixture.ts'
import { Reconciler } from '../../src/measures/planes/reconciler.ts'
import { StreamPlane } from '../../src/measures/planes/stream/stream-plane.ts'
import { CustomBouncer } from '../../tools/testing/custom-bouncer.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

/** Debian's crowdsec-custom-bouncer, registered for two lines. */
let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let plane: StreamPlane
let reconciler: Reconciler
let bouncer: CustomBouncer
const LINES = ['198.51.100.0/32', '198.51.100.1/32']
const target = endpointTarget('203.0.113.7', 4444, Date.now() + 3_600_000)
const want = (sources: readonly string[]) =>
  reconciler.apply(() => [blockingOf([target], sources, Date.now())])

before(async () => {
  directory = await temporaryDirectory()
  const clock = { nowMs: () => Date.now() }
  plane = await StreamPlane.start(
    {
      name: 'bouncers',
      leaseMs: 60_000,
      listen: { address: '127.0.0.1', port: 0 },
      enforcers: [{ name: 'edge', keyDigest: digestOf('secret'), sources: ['198.51.100.0/31'] }],
    },
    clock,
  )
  reconciler = new Reconciler([plane], clock)
  reconciler.run()
  bouncer = new CustomBouncer(directory.path, `http://127.0.0.1:${plane.port}/`, 'secret')
})
after(async () => {
  await bouncer?.[Symbol.asyncDispose]()
  await reconciler?.[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

it('adds while all behind it agreed, for no longer than a lease, and deletes when one has not', async () => {
  await want(LINES.slice(0, 1))
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  assert.deepEqual(bouncer.said, [])
  await want(LINES)
  await until(() => bouncer.said.some((line) => /^add 203\.0\.113\.7 (?:60|[1-5]?\d)$/.test(line)))
  await want(LINES.slice(1))
  await until(() => bouncer.said.some((line) => line.startsWith('del 203.0.113.7')))
})
