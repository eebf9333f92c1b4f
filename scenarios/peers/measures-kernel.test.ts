import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, it } from 'node:test'
import { promisify } from 'node:util'
import type { Clock } from '../../src/core/clock.ts'
import { parsePrefix, prefixContains } from '../../src/core/prefix.ts'
import { SeededRandom } from '../../src/core/random.ts'
import type { Target } from '../../src/measures/block/target.ts'
import { blockingOf, endpointTarget } from '../../src/measures/planes/blocking.fixture.ts'
import { commandRunner } from '../../src/measures/planes/command.ts'
import { PlaneError } from '../../src/measures/planes/errors.ts'
import { NftablesPlane } from '../../src/measures/planes/nftables/nftables-plane.ts'
import { Reconciler } from '../../src/measures/planes/reconciler.ts'

const run = promisify(execFile)
const NETWORK = `noroshi-kernel-${process.pid}`
const clock: Clock = { nowMs: () => Date.now() }
const SOURCES = [
  '198.51.100.1/32',
  '198.51.100.2/32',
  '192.0.2.0/29',
  '192.0.2.64/26',
  '2001:db8:1:100::/56',
  '2001:db8:2::1/128',
]
const nft = commandRunner(['ip', 'netns', 'exec', NETWORK, 'nft'], 10_000)
const random = new SeededRandom(20_261_122)

before(() => run('ip', ['netns', 'add', NETWORK]))
after(() => run('ip', ['netns', 'delete', NETWORK]))

type Item = { set?: { name: string; elem?: never[] } }
/** What stands in the kernel's sets, as `nft` prints it to people. */
async function kernelSets(): Promise<Map<string, string[]>> {
  const { nftables } = JSON.parse(await nft(['-j', 'list', 'sets'])) as { nftables: Item[] }
  type Member = string | { elem: { val: Member } } | { concat: readonly unknown[] }
  const text = (member: Member): string => {
    if (typeof member === 'string') return member
    return 'elem' in member ? text(member.elem.val) : member.concat.join(' . ')
  }
  return new Map(
    nftables.flatMap(({ set }) => (set ? [[set.name, (set.elem ?? []).map(text)] as const] : [])),
  )
}

it('after any changes and failures the kernel holds what was wanted last, and all of it ends with the lease', async () => {
  let failing = 0
  const flaky = async (args: readonly string[], input?: string): Promise<string> => {
    const isFailing = failing > 0
    if (isFailing) failing--
    // Half of the failures are told after the kernel has done it.
    if (isFailing && random.next() < 0.5) throw new PlaneError('PLANE_UNREACHABLE', 'lost')
    const output = await nft(args, input)
    if (isFailing) throw new PlaneError('PLANE_UNREACHABLE', 'unheard')
    return output
  }
  const plane = new NftablesPlane(
    {
      name: 'edge',
      leaseMs: 4_000,
      capacity: { targets: null, sources: null },
      hook: 'forward',
      priority: -150,
      answer: 'reject',
    },
    flaky,
    clock,
  )
  const reconciler = new Reconciler([plane], clock)
  const untilMs = Date.now() + 3_600_000
  const targets: Target[] = Array.from({ length: 8 }, (_, i) =>
    endpointTarget(
      i % 2 ? `2001:db8:9::${i}` : `203.0.113.${i}`,
      4_000 + i,
      untilMs,
      i % 3 ? 'tcp' : 'udp',
    ),
  )
  for (let step = 0; step < 60; step++) {
    const sources = SOURCES.filter(() => random.next() < 0.5)
    const wanted = targets.filter(() => random.next() < 0.5)
    if (random.next() < 0.3) failing = 1 + Math.floor(random.next() * 2)
    if (random.next() < 0.1) await nft(['delete', 'table', 'inet', 'noroshi']).catch(() => {})
    const [outcome] = await reconciler.apply(() => [blockingOf(wanted, sources, Date.now())])
    if (!outcome!.isDone) continue
    await reconciler.mend()
    if (reconciler.status()[0]!.state !== 'holds') continue
    const sets = await kernelSets()
    const held = [...sets].filter(([name]) => name.startsWith('consent')).flatMap(([, all]) => all)
    assert.equal(held.length, sources.length, `step ${step}`)
    for (const address of held)
      assert.ok(
        sources.some((source) =>
          prefixContains(parsePrefix(source)!, parsePrefix(address)!.octets),
        ),
      )
    assert.equal((sets.get('c2_4')?.length ?? 0) + (sets.get('c2_6')?.length ?? 0), wanted.length)
  }
  failing = 0
  await reconciler.apply(() => [blockingOf(targets, SOURCES, Date.now())])
  await plane.renew()
  assert.equal((await kernelSets()).get('alive')?.length, 3)
  await new Promise((resolve) => setTimeout(resolve, 4_500))
  assert.deepEqual((await kernelSets()).get('alive'), [], 'no rule is reached any more')
})
