import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { promisify } from 'node:util'
import { rpzRecords, type ZoneRecord } from '../../src/gate/warning/faces/index.ts'
import { BEGUN_MS, warningOn } from '../../src/gate/warning/warning.fixture.ts'
import { PolicyZone } from '../../src/gate/zone/policy-zone.ts'
import { ZoneServer } from '../../src/gate/zone/zone-server.ts'
import { freeUdpPort, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { unboundConfiguration } from '../../tools/testing/unbound-configuration.ts'
import { until } from '../../tools/testing/until.ts'

const run = promisify(execFile)
const LISTED = '8.8.4.4'
const LISTED_IPV6 = '2400:2::9'

/** Debian's unbound takes the zone from ours, and its dig reads it: two readers that nobody here wrote. */
let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let server: ZoneServer
let resolverPort: number
const children: ChildProcess[] = []
const zone = new PolicyZone('rpz.hub.example.jp')

const NOW_MS = BEGUN_MS + 60_000
const recordsOf = (addresses: readonly string[]): ZoneRecord[] =>
  rpzRecords({
    hub: 'hub.example.jp',
    version: 1,
    nowMs: NOW_MS,
    former: [],
    listed: addresses.map((address) => ({ warning: warningOn(address), sequence: 1 })),
  })
const dig = async (...args: string[]): Promise<string> =>
  (await run('dig', ['+time=2', '+tries=1', ...args])).stdout
const statusOf = async (name: string, type = 'A'): Promise<string> => {
  const answer = await dig('@127.0.0.1', '-p', String(resolverPort), name, type).catch(() => '')
  return /status: (\w+)/.exec(answer)?.[1] ?? 'NONE'
}
function unbound(name: string, port: number, lines: readonly string[], clauses = ''): void {
  const file = join(directory.path, `${name}.conf`)
  const settings = {
    address: '127.0.0.1',
    port,
    directory: directory.path,
    modules: 'respip validator iterator',
  }
  writeFileSync(
    file,
    unboundConfiguration(settings, ['do-not-query-localhost: no', ...lines], clauses),
  )
  children.push(spawn('unbound', ['-d', '-c', file], { stdio: 'ignore' }))
}
before(async () => {
  directory = await temporaryDirectory()
  zone.update(recordsOf([LISTED, LISTED_IPV6]), NOW_MS)
  server = await ZoneServer.start(zone, { address: '127.0.0.1', port: 0 }, ['127.0.0.1'])
  const upstreamPort = await freeUdpPort()
  unbound('upstream', upstreamPort, [
    'local-zone: "example." static',
    `local-data: "bad.example. 5 A ${LISTED}"`,
    `local-data: "bad.example. 5 AAAA ${LISTED_IPV6}"`,
    'local-data: "good.example. 5 A 9.9.9.9"',
  ])
  resolverPort = await freeUdpPort()
  unbound(
    'resolver',
    resolverPort,
    ['cache-max-ttl: 0'],
    `forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${upstreamPort}
rpz:
  name: "rpz.hub.example.jp"
  primary: 127.0.0.1@${server.port}
  allow-notify: 127.0.0.1
  zonefile: "${join(directory.path, 'rpz.zone')}"
`,
  )
})
after(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  await server?.[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

it('dig transfers the zone, whole and as what changed', async () => {
  const at = ['@127.0.0.1', '-p', String(server.port), 'rpz.hub.example.jp']
  const whole = await dig(...at, 'AXFR')
  assert.match(whole, /^32\.4\.4\.8\.8\.rpz-ip\.rpz\.hub\.example\.jp\.\s+60\s+IN\s+CNAME\s+\.$/m)
  assert.match(whole, /^128\.9\.zz\.2\.2400\.rpz-ip\./m)
  assert.match(whole, /TXT\s+"TLP:AMBER"/)
  const { serial } = zone.current!
  zone.update(recordsOf([LISTED]), NOW_MS)
  const changes = await dig(...at, `IXFR=${serial}`)
  assert.equal(changes.match(/\sSOA\s/g)?.length, 4)
  assert.match(changes, /128\.9\.zz/)
  assert.doesNotMatch(changes, /32\.4\.4\.8\.8/)
  zone.update(recordsOf([LISTED, LISTED_IPV6]), NOW_MS)
})

it('unbound blocks what is listed in both families, and lets go of it when it is withdrawn', async () => {
  await until(async () => (await statusOf('bad.example')) === 'NXDOMAIN', 60)
  // It may have taken the zone as it was for a moment in the test before.
  server.notify({ address: '127.0.0.1', port: resolverPort }, 0)
  await until(async () => (await statusOf('bad.example', 'AAAA')) === 'NXDOMAIN', 60)
  assert.equal(await statusOf('good.example'), 'NOERROR')
  zone.update(recordsOf([LISTED_IPV6]), NOW_MS)
  server.notify({ address: '127.0.0.1', port: resolverPort }, 1)
  await until(async () => (await statusOf('bad.example')) === 'NOERROR', 20)
  assert.equal(await statusOf('bad.example', 'AAAA'), 'NXDOMAIN')
  zone.update(recordsOf([]), NOW_MS)
  server.notify({ address: '127.0.0.1', port: resolverPort }, 2)
  await until(async () => (await statusOf('bad.example', 'AAAA')) === 'NOERROR', 20)
})
