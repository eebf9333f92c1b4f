import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { promisify } from 'node:util'
import { blockingOf, endpointTarget } from '../../src/measures/planes/blocking.fixture.ts'
import { FlowspecPlane } from '../../src/measures/planes/flowspec/flowspec-plane.ts'
import { GrpcClient } from '../../src/measures/planes/flowspec/grpc-client.ts'
import {
  apiChanges,
  commandChanges,
  eitherChanges,
} from '../../src/measures/planes/flowspec/rule-changes.ts'
import { freeTcpPort, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

/** GoBGP itself, told by its command and by its gRPC. */
const COMMUNITY = '65001:777'
const ALL = ['198.51.100.0/31', '2001:db8:1::/48']
const TARGETS = [
  endpointTarget('203.0.113.7', 4444),
  endpointTarget('2001:db8:9::7', 53, undefined, 'udp'),
]
const run = promisify(execFile)

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let port: number
let daemon: ChildProcess
const gobgp = async (args: readonly string[]): Promise<string> =>
  (await run('gobgp', ['-p', String(port), ...args])).stdout

async function startDaemon(): Promise<void> {
  const file = join(directory.path, 'gobgp.toml')
  writeFileSync(file, '[global.config]\n  as = 65001\n  router-id = "10.0.0.1"\n  port = -1\n')
  const words = ['-f', file, '--api-hosts', `127.0.0.1:${port}`, '--pprof-disable']
  daemon = spawn('gobgpd', words, { stdio: 'ignore' })
  await until(async () => (await gobgp(['-j', 'global']).catch(() => '')) !== '')
}
async function stopDaemon(): Promise<void> {
  const ended = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill('SIGKILL')
  await ended
}
async function table(): Promise<string> {
  const families = ['ipv4-flowspec', 'ipv6-flowspec']
  const ribs = await Promise.all(families.map((each) => gobgp(['-j', 'global', 'rib', '-a', each])))
  // Since when it stands is not what is compared.
  return ribs.join('\n').replace(/"age":\d+/g, '"age":0')
}
const planeBy = (kind: 'command' | 'api'): FlowspecPlane =>
  new FlowspecPlane(
    {
      name: 'routers',
      leaseMs: 60_000,
      pools: ALL,
      ruleCountMax: 1_000,
      community: COMMUNITY,
      command: ['gobgp'],
    },
    gobgp,
    kind === 'api'
      ? apiChanges({ address: '127.0.0.1', port }, COMMUNITY, 5_000)
      : commandChanges(gobgp, COMMUNITY),
  )

before(async () => {
  directory = await temporaryDirectory()
  port = await freeTcpPort()
  await startDaemon()
})
after(async () => {
  await stopDaemon()
  await directory[Symbol.asyncDispose]()
})

it('makes the same routes by call as by command, and takes off what the other has made', async () => {
  const empty = await table()
  await using byCommand = planeBy('command')
  await byCommand.apply([blockingOf(TARGETS, ALL)])
  const made = await table()
  assert.match(made, /203\.0\.113\.7/)
  assert.match(made, /2001:db8:9::7/)
  await using byCall = planeBy('api')
  assert.deepEqual(await byCall.apply([]), { added: 0, removed: 2, mended: 0 })
  assert.equal(await table(), empty)
  assert.equal((await byCall.apply([blockingOf(TARGETS, ALL)])).added, 2)
  assert.equal(await table(), made)
  assert.equal((await byCommand.mend()).mended, 0, 'a keeper finds them as its own')
  await byCall.liftAll()
  assert.equal(await table(), empty)
})

it('takes hundreds of rules off as one opts out, and leaves another’s alone', async () => {
  const own = ['protocol', '==6', 'destination-port', '==4444', 'then', 'discard']
  const match = ['match', 'source', '192.0.2.0/24', 'destination', '203.0.113.7/32']
  await gobgp(['global', 'rib', 'add', '-a', 'ipv4-flowspec', ...match, ...own])
  await using plane = planeBy('api')
  const many = Array.from({ length: 500 }, (_, i) => endpointTarget(`203.0.${i >> 8}.${i & 255}`))
  assert.equal((await plane.apply([blockingOf(many, ALL)])).added, 500)
  assert.equal((await plane.apply([blockingOf(many, ['198.51.100.0/32'])])).removed, 500)
  assert.equal((await plane.heldTargets()).size, 0)
  assert.match(await table(), /192\.0\.2\.0\/24/)
})

it('says that it cannot be reached while it is down, and goes on when it is there again', async () => {
  await using plane = planeBy('api')
  await plane.apply([blockingOf(TARGETS, ALL)])
  await stopDaemon()
  const changes = apiChanges({ address: '127.0.0.1', port }, COMMUNITY, 5_000)
  const rule = { source: ALL[0]!, destination: '203.0.113.7/32', protocol: 6, port: 4444 }
  await assert.rejects(changes.announce([rule]), { code: 'PLANE_UNREACHABLE' })
  await startDaemon()
  assert.equal((await plane.mend()).mended, 2)
  await changes.announce([{ ...rule, port: 4445 }])
  changes.close()
})

it('a call that GoBGP does not know is made by its command from then on', async () => {
  const client = new GrpcClient({ address: '127.0.0.1', port }, 5_000)
  const unknown = () => client.call('/apipb.GobgpApi/Nothing', Buffer.alloc(0))
  await assert.rejects(unknown, { code: 'PLANE_ANSWER_UNREADABLE' })
  let askedCount = 0
  const other = (): Promise<void> => {
    askedCount++
    return unknown()
  }
  const rule = { source: ALL[0]!, destination: '203.0.113.9/32', protocol: 6, port: 4444 }
  const changes = eitherChanges(
    { announce: other, withdraw: other, close: () => client.close() },
    commandChanges(gobgp, COMMUNITY),
  )
  await changes.announce([rule])
  assert.match(await table(), /203\.0\.113\.9/)
  await changes.withdraw([rule])
  assert.doesNotMatch(await table(), /203\.0\.113\.9/)
  assert.equal(askedCount, 1)
  changes.close()
})
