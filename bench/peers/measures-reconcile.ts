/**
 * How long one change takes until a real device holds it: 50,000 lines that agreed, 10,000 warnings, then one line that
 * opts out and agrees again, one warning that is taken back and one that comes. As root, in a network of its own:
 * `unshare -n sh -c 'ip link set lo up && node bench/peers/measures-reconcile.ts'`; names of devices behind it measure
 * those alone, `--apart` gives no line a neighbour that agreed (unbound reads neighbours as one prefix; no pool is granted
 * whole), `--report DIR` keeps what was found.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from '../../src/app/bench/machine.ts'
import { median } from '../../src/app/bench/median.ts'
import { writeReport } from '../../src/app/bench/report.ts'
import { openDatabase } from '../../src/db/database.ts'
import { warningOn } from '../../src/gate/warning/warning.fixture.ts'
import { wholeHour } from '../../src/gate/warning/whole-time.ts'
import { MeasuresConfiguration } from '../../src/measures/configuration.ts'
import { Measures } from '../../src/measures/measures.ts'
import { MEASURE_MIGRATIONS } from '../../src/measures/migrations/index.ts'
import { Planner } from '../../src/measures/plan/index.ts'
import { BenchConsent } from './measures-reconcile-consent.ts'
import { type BenchDevice, startDevices } from './measures-reconcile-devices.ts'
import { costOf } from './process-cost.ts'

const { values, positionals } = parseArgs({
  options: {
    lines: { type: 'string', default: '50000' },
    warnings: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '10' },
    apart: { type: 'boolean', default: false },
    report: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const LINE_COUNT = Number(values.lines)
const WARNING_COUNT = Number(values.warnings)
const ROUND_COUNT = Number(values.rounds)
/** Of the pool that is announced to routers; each that opts out takes the whole pool out. */
const POOLS = ['100.64.0.0/24', '100.64.1.0/24']
const CHANGES = ['optOut', 'agreeAgain', 'retraction', 'addition'] as const
type Change = (typeof CHANGES)[number]

const clock = { nowMs: () => Date.now() }
const machine = describeMachine()
const directory = mkdtempSync(join(tmpdir(), 'noroshi-bench-'))
const consent = new BenchConsent(
  Array.from({ length: LINE_COUNT }, (_, index) => {
    const i = values.apart ? 2 * index : index
    return `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`
  }),
)
const lease = {
  validFrom: wholeHour(Date.now() - 3_600_000),
  validUntil: wholeHour(Date.now() + 72 * 3_600_000),
}
const warned = (number: number) => warningOn(`203.${number >> 8}.113.${number & 255}`, lease)
const devices = await startDevices(directory, POOLS, (given) =>
  MeasuresConfiguration.shape.devices.parse(given),
)
const stop = (): void => {
  for (const { daemon } of devices) daemon?.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
}
// Also when it is told to end: what it started would stay.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    stop()
    process.exit(1)
  })

/** Milliseconds. `cpu` is ours, `peerCpu` that of the device's daemon and of commands that were run. */
type Timing = { wall: number; cpu: number; peerCpu: number }
type Sample = { plan: Timing | null; reconcile: Timing; told: number; isDone: boolean }
const TICK_MS = 10

async function timed(daemon: BenchDevice['daemon'], work: () => Promise<unknown>): Promise<Timing> {
  const peer = (): number =>
    commandCpuMs() + (daemon ? 1_000 * costOf([daemon.pid!]).cpuSeconds : 0)
  const before = { at: performance.now(), cpu: process.cpuUsage(), peer: peer() }
  await work()
  const { user, system } = process.cpuUsage(before.cpu)
  return {
    wall: performance.now() - before.at,
    cpu: (user + system) / 1_000,
    peerCpu: peer() - before.peer,
  }
}

/** Of processes that were started and have ended. */
function commandCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'ascii')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return TICK_MS * (Number(fields[13]) + Number(fields[14]))
}

async function measure({ configuration, daemon }: BenchDevice) {
  const home = mkdtempSync(join(directory, 'data-'))
  const database = await openDatabase({ directory: join(home, 'database') }, MEASURE_MIGRATIONS)
  const ports = { clock, database, directory: home, draw: randomBytes, pause: async () => false }
  const measures = await Measures.start(
    MeasuresConfiguration.parse({ devices: [configuration] }),
    ports,
  )
  let warnings = Array.from({ length: WARNING_COUNT }, (_, number) => warned(number))
  const planner = await Planner.open(
    database,
    clock,
    consent,
    {
      warnings: async () => warnings,
      devices: () => measures.devices,
      rolesOf: async () => new Set(),
    },
    { additionsMax: 1_000_000, needsTwo: false, bandMin: 'suspected' },
  )
  const told = (): number => {
    const { counts } = measures.status().planes[0]!
    return counts.added + counts.removed
  }
  let outcome = { isDone: false }
  const reconcile = async (): Promise<void> => {
    outcome = (await measures.set(planner.blockings()))[0]!
  }
  const firstPlan = await timed(daemon, () => planner.refresh())
  const firstLoad = await timed(daemon, async () => {
    await reconcile()
    // On a busy machine it takes longer than anybody waits for an answer, and goes on.
    while (measures.status().planes[0]!.state !== 'holds')
      await new Promise((resolve) => setTimeout(resolve, 50))
  })
  const samples: Record<Change, Sample[]> = {
    optOut: [],
    agreeAgain: [],
    retraction: [],
    addition: [],
  }
  const take = async (change: Change, isPlanned: boolean): Promise<void> => {
    const before = told()
    const plan = isPlanned ? await timed(daemon, () => planner.refresh()) : null
    const taken = await timed(daemon, reconcile)
    samples[change].push({ plan, reconcile: taken, told: told() - before, isDone: outcome.isDone })
  }
  for (let round = 0; round < ROUND_COUNT; round++) {
    consent.optOut(round)
    await take('optOut', false)
    consent.agree(round)
    await take('agreeAgain', false)
    const [first, ...others] = warnings
    warnings = [{ ...first!, status: 'retracted' }, ...others]
    await take('retraction', true)
    warnings = [...others, warned(WARNING_COUNT + round)]
    await take('addition', true)
  }
  const readingBack = await timed(daemon, () => measures.mend())
  await measures.liftAll('bench', 'over')
  await measures[Symbol.asyncDispose]()
  await database.destroy()
  return {
    device: configuration.name,
    firstPlan,
    firstLoad,
    changes: Object.fromEntries(CHANGES.map((change) => [change, summary(samples[change])])),
    readingBack,
  }
}

function summary(samples: readonly Sample[]) {
  const timing = (of: (sample: Sample) => Timing | null) => {
    const all = samples.flatMap((sample) => of(sample) ?? [])
    const mean = (key: keyof Timing): number =>
      all.reduce((sum, each) => sum + each[key], 0) / all.length
    const walls = all.map(({ wall }) => wall)
    return all.length === 0
      ? null
      : {
          wallMedian: median(walls),
          wallMax: Math.max(...walls),
          cpuMean: mean('cpu'),
          peerCpuMean: mean('peerCpu'),
        }
  }
  return {
    rounds: samples.length,
    failed: samples.filter(({ isDone }) => !isDone).length,
    /** Sources and targets, or rules, that the device was told of in one change. */
    toldMean: samples.reduce((sum, { told }) => sum + told, 0) / samples.length,
    plan: timing(({ plan }) => plan),
    reconcile: timing(({ reconcile }) => reconcile),
  }
}

type Found = Awaited<ReturnType<typeof measure>>
const found: Found[] = []
try {
  for (const device of devices)
    if (positionals.length === 0 || positionals.includes(device.configuration.name)) {
      console.error(`measuring ${device.configuration.name}`)
      found.push(await measure(device))
    }
} finally {
  stop()
}
const document = {
  bench: 'measures-reconcile',
  machine,
  options: {
    lines: LINE_COUNT,
    warnings: WARNING_COUNT,
    rounds: ROUND_COUNT,
    apart: values.apart,
  },
  found,
}
const text = [
  `${LINE_COUNT.toLocaleString('en')} lines agreed${values.apart ? ', none beside another' : ''}, ${WARNING_COUNT.toLocaleString('en')} warnings; ${ROUND_COUNT} rounds, load ${machine.load} at the start`,
  '',
  'device         change       told  reconcile: wall, most | CPU ours, device’s   plan: wall | CPU      (ms)',
  ...found.flatMap(({ device, changes }) => CHANGES.map((change) => row(device, change, changes))),
  '',
  ...found.map(
    ({ device, firstPlan, firstLoad, readingBack }) =>
      `${device}: first plan ${firstPlan.wall.toFixed(0)}, first load ${firstLoad.wall.toFixed(0)}, reading the device back ${readingBack.wall.toFixed(0)}`,
  ),
].join('\n')
console.log(values.json ? JSON.stringify(document, null, 2) : text)
if (values.report !== undefined)
  console.error(await writeReport(values.report, document, text, Date.now()))
process.exit(0)

function row(device: string, change: Change, changes: Found['changes']): string {
  const { toldMean, plan, reconcile, failed } = changes[change]!
  const figure = (value: number | undefined, width: number): string =>
    (value === undefined ? '' : value.toFixed(value < 10 ? 1 : 0)).padStart(width)
  return [
    device.padEnd(14),
    change.padEnd(11),
    figure(toldMean, 5),
    figure(reconcile?.wallMedian, 10),
    figure(reconcile?.wallMax, 7),
    '|',
    figure(reconcile?.cpuMean, 6),
    figure(reconcile?.peerCpuMean, 7),
    figure(plan?.wallMedian, 20),
    plan ? '|' : '',
    figure(plan?.cpuMean, 4),
    failed > 0 ? `   ${failed} not done in time` : '',
  ]
    .join(' ')
    .trimEnd()
}
