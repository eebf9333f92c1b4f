/**
 * How long a change takes on real devices: 50,000 sources, 10,000 targets, then one line or one warning at a time.
 * As root, in a network of its own: `unshare -n sh -c 'ip link set lo up && node bench/peers/measures-reconcile.ts'`;
 * names of devices after it measure those alone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Blocking } from '../../src/measures/block/blocking.ts'
import type { Target } from '../../src/measures/block/target.ts'
import { MeasuresConfiguration } from '../../src/measures/configuration.ts'
import { Grant } from '../../src/measures/consent/grant.ts'
import { BLOCK_SCOPES } from '../../src/measures/consent/scopes.ts'
import { openPlane } from '../../src/measures/planes/open-plane.ts'
import { Reconciler } from '../../src/measures/planes/reconciler.ts'

const SOURCE_COUNT = 50_000
const TARGET_COUNT = 10_000
const ROUND_COUNT = 10
const clock = { nowMs: () => Date.now() }
const directory = mkdtempSync(join(tmpdir(), 'noroshi-bench-'))
const children: ChildProcess[] = []
const untilMs = Date.now() + 24 * 3_600_000

const grants = Array.from({ length: SOURCE_COUNT }, (_, i) =>
  BLOCK_SCOPES.map(
    (scope) =>
      new Grant({
        subscriber: `line-${i}`,
        scope,
        basis: 'opt-in',
        terms: 'blocking/1',
        sources: [`100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`],
        sinceMs: 0,
        untilMs: null,
      }),
  ),
)
const targets: Target[] = Array.from({ length: TARGET_COUNT }, (_, i) => ({
  type: 'endpoint',
  address: `203.${i >> 8}.113.${i & 255}`,
  protocol: 'tcp',
  port: 4444,
  cause: `w${i}`,
  untilMs,
}))

function daemon(program: string, name: string, text: string, ...words: string[]): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  children.push(spawn(program, [...words, path], { stdio: 'ignore' }))
  return path
}

writeFileSync(join(directory, 'noroshi.conf'), '')
const resolver = daemon(
  'unbound',
  'unbound.conf',
  `server:
  interface: 127.0.0.1
  port: 5355
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  directory: "${directory}"
  use-syslog: no
  module-config: "respip iterator"
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: ${join(directory, 'control')}
include-toplevel: "${join(directory, 'noroshi.conf')}"
`,
  '-d',
  '-c',
)
const bgp = '[global.config]\n  as = 65001\n  router-id = "10.0.0.1"\n  port = -1\n'
daemon('gobgpd', 'gobgp.toml', bgp, '-f')
// Also when it is told to end: what it started would stay.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    for (const child of children) child.kill('SIGKILL')
    process.exit(1)
  })
await delay(1_000)

const { devices } = MeasuresConfiguration.parse({
  devices: [
    { kind: 'nftables', name: 'nftables', timeoutSeconds: 60 },
    {
      kind: 'rpz',
      name: 'unbound',
      command: ['unbound-control', '-c', resolver],
      resolver: { address: '127.0.0.1', port: 5355 },
      includeFile: join(directory, 'noroshi.conf'),
    },
    {
      kind: 'flowspec',
      name: 'gobgp',
      pools: ['100.64.0.0/24', '100.64.1.0/24'],
      community: '65001:777',
    },
    {
      kind: 'stream',
      name: 'stream',
      listen: { address: '127.0.0.1', port: 0 },
      enforcers: [{ name: 'edge', keyDigest: '0'.repeat(64), sources: ['100.64.0.0/17'] }],
    },
  ],
})
const chosen = process.argv.slice(2)
const planes = await Promise.all(
  devices
    .filter(({ name }) => chosen.length === 0 || chosen.includes(name))
    .map((device) => openPlane(device, undefined, false, clock)),
)
const reconciler = new Reconciler(planes, clock)
reconciler.run()

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const failures: string[] = []
type Timing = Record<string, number>
async function apply(
  given: readonly (readonly Grant[])[],
  wanted: readonly Target[],
): Promise<Timing> {
  const startedMs = performance.now()
  const startedCpuMs = cpuMs()
  const all = given.flat()
  const blockings = BLOCK_SCOPES.map((scope) => Blocking.of(scope, wanted, all, Date.now()))
  const madeMs = performance.now() - startedMs
  const outcomes = await reconciler.apply(() => blockings)
  // A machine so busy that a device does not answer in time measures nothing but itself.
  for (const { plane, isDone, code } of outcomes) if (!isDone) failures.push(`${plane}: ${code}`)
  return {
    makingBlockings: Math.round(madeMs),
    ...Object.fromEntries(outcomes.map(({ plane, tookMs }) => [plane, tookMs])),
    all: Math.round(performance.now() - startedMs),
    ownCpu: Math.round(cpuMs() - startedCpuMs),
  }
}
const median = (timings: readonly Timing[]): Timing =>
  Object.fromEntries(
    Object.keys(timings[0]!).map((key) => {
      const sorted = timings.map((timing) => timing[key]!).sort((a, b) => a - b)
      return [key, sorted[sorted.length >> 1]!]
    }),
  )

const report: Record<string, unknown> = { loadBefore: loadavg()[0] }
const loadedMs = performance.now()
await reconciler.apply(() =>
  BLOCK_SCOPES.map((scope) => Blocking.of(scope, targets, grants.flat(), Date.now())),
)
// On a busy machine it takes longer than anybody waits for an answer, and goes on.
while (reconciler.status().some(({ state }) => state !== 'holds')) await delay(100)
report['first load, ms'] = Math.round(performance.now() - loadedMs)
const optOuts: Timing[] = []
const releases: Timing[] = []
for (let round = 1; round <= ROUND_COUNT; round++) {
  optOuts.push(await apply(grants.slice(round), targets))
  releases.push(await apply(grants.slice(round), targets.slice(round)))
}
report['one line opts out, median ms'] = median(optOuts)
report['one warning is taken back, median ms'] = median(releases)
const beforeMs = performance.now()
await reconciler.mend()
report['reading all devices back, ms'] = Math.round(performance.now() - beforeMs)
console.log(JSON.stringify({ ...report, failures, loadAfter: loadavg()[0] }, null, 2))
await reconciler[Symbol.asyncDispose]()
for (const child of children) child.kill('SIGKILL')
rmSync(directory, { recursive: true })
