import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { noroshi, noroshiJson, temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import type { CountryPlan, PlantedEndpoint, Trap } from '../../country/index.ts'

test('the planted C&C endpoints are JSON, alike for the same seed', async () => {
  const truth = await noroshiJson<PlantedEndpoint[]>('simulate', '--seed', '3', '--truth')
  assert.deepEqual(await noroshiJson('simulate', '--seed', '3', '--truth'), truth)
  assert.ok(truth.length >= 6)
  for (const { address, protocol, port, family, bots, kind } of truth) {
    assert.ok(address && (protocol === 'tcp' || protocol === 'udp') && port > 0)
    assert.ok(family && bots >= 1)
    assert.equal(kind, 'controller')
  }
})

test('all of the truth says that it is synthetic, from which plan, and names the innocent', async () => {
  const whole = await noroshiJson<{
    isSynthetic: boolean
    plan: CountryPlan
    planted: PlantedEndpoint[]
    traps: Trap[]
  }>(
    'simulate',
    '--seed',
    '3',
    '--plan',
    'drawn',
    '--sampling',
    '1000',
    '--bots',
    '5',
    '--truth',
    'all',
  )
  assert.equal(whole.isSynthetic, true)
  assert.equal(whole.plan.sampling, 1000)
  assert.deepEqual(whole.plan.bots, [5, 5])
  const roles = new Set(whole.planted.map(({ kind }) => kind))
  assert.ok(roles.has('controller') && roles.has('downloader') && roles.has('scanner'))
  assert.ok(whole.traps.some(({ isFramed }) => isFramed))
})

test('a recorded channel is planted as C&C, with the bots that were asked for', async () => {
  await using directory = await temporaryDirectory()
  const path = join(directory.path, 'channel.csv')
  const rows = Array.from(
    { length: 30 },
    (_, i) =>
      `${1_700_000_000 + 60 * i},0.2,tcp,10.0.0.7,${50_000 + i},203.0.113.9,6667,SF,5,4,300,260`,
  )
  const header =
    'ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd'
  await writeFile(path, `${[header, ...rows].join('\n')}\n`)
  const inject = ['--inject', path, '--inject-server', '203.0.113.9:6667/tcp']
  const truth = await noroshiJson<PlantedEndpoint[]>(
    ...['simulate', '--families', 'mirai', ...inject, '--inject-copies', '7', '--truth'],
  )
  const recorded = truth.find(({ family }) => family === 'recorded')
  assert.equal(recorded?.bots, 7)
  assert.equal(recorded?.port, 6667)
  assert.notEqual(recorded?.address, '203.0.113.9')
})

test('a plan that cannot be ends the command with its code', async () => {
  const { status, stderr } = await noroshi('simulate', '--families', 'unheard-of', '--truth')
  assert.equal(status, 1)
  assert.match(stderr, /no family "unheard-of" \[PLAN_INVALID\]/)
})
