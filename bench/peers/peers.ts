/**
 * The same datagrams to Noroshi, nfcapd and nfacctd, the same questions to Noroshi and nfdump, in one
 * run on one machine, in turn. `npm run bench:peers` installs the peers and starts this.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from '../../src/app/bench/machine.ts'
import { writeReport } from '../../src/app/bench/report.ts'
import { PreparedTraffic } from '../../src/app/bench/traffic/prepared-traffic.ts'
import { type CollectContest, contestCollect } from './collect-contest.ts'
import { contestStatistics, type StatisticsContest } from './statistics-contest.ts'

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '1000000,2000000,4000000' },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '5' },
    flows: { type: 'string', default: '10000000' },
    only: { type: 'string', default: 'collect,statistics' },
    data: { type: 'string', default: tmpdir() },
    report: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const only = values.only.split(',')
const rounds = Number(values.rounds)
const SENT_FLOWS = 1_000_000
const onProgress = (text: string): void => console.error(text)

const machine = describeMachine()
await mkdir(values.data, { recursive: true })
const home = await mkdtemp(join(values.data, 'noroshi-peers-'))
const collect: CollectContest[] = []
let statistics: StatisticsContest | undefined
try {
  if (only.includes('collect')) {
    const traffic = await prepare(SENT_FLOWS)
    for (const rate of values.rates.split(',').map(Number))
      collect.push(
        await contestCollect({
          traffic,
          directory: home,
          flowsPerSecond: rate,
          seconds: Number(values.seconds),
          rounds,
          onProgress,
        }),
      )
  }
  if (only.includes('statistics'))
    statistics = await contestStatistics({
      traffic: await prepare(Number(values.flows)),
      directory: home,
      rounds,
      onProgress,
    })
} finally {
  await rm(home, { recursive: true, force: true })
}
// Reports are published: no paths of this machine.
const { data: _data, report: _report, ...options } = values
const document = { bench: 'peers', machine, options, collect, statistics }
const text = [
  ...collect.map(collectText),
  ...(statistics ? [statisticsText(statistics)] : []),
].join('\n\n')
console.log(values.json ? JSON.stringify(document, null, 2) : text)
if (values.report !== undefined)
  console.error(await writeReport(values.report, document, text, Date.now()))

function prepare(flows: number): Promise<PreparedTraffic> {
  onProgress(`preparing ${flows.toLocaleString('en')} flows`)
  return PreparedTraffic.make(home, flows, Date.now(), () => {})
}

function collectText(contest: CollectContest): string {
  const lines = Object.entries(contest.trials).map(([name, trials]) => {
    const cpu = (contest.flowsPerCpuSecond[name]! / 1e6).toFixed(2)
    const loss = (100 * contest.lossRatio[name]!).toFixed(2)
    const memory = Math.max(...trials.map((trial) => trial.rssMaxMb))
    const ratio = contest.cpuRatioTo[name]
    const beside = ratio ? `; Noroshi ${ratio[0]} × (${ratio[1]} – ${ratio[2]})` : ''
    return `  ${name.padEnd(8)} ${cpu} M flows per CPU second, ${loss} % lost, ${memory} MB${beside}`
  })
  const offered = (contest.requestedFlowsPerSecond / 1e6).toFixed(1)
  return [`UDP at ${offered} M flows/s, ${contest.seconds} s a trial:`, ...lines].join('\n')
}

function statisticsText(contest: StatisticsContest): string {
  const seconds = (all: readonly number[]): string => all.map((one) => one.toFixed(2)).join(' ')
  const lines = Object.entries(contest.questions).map(
    ([question, { noroshiSeconds, nfdumpSeconds, timesFaster, sameAnswers }]) =>
      `  ${question}: ${timesFaster[0]} × (${timesFaster[1]} – ${timesFaster[2]}), ${sameAnswers} of 10 answers the same` +
      `\n    Noroshi ${seconds(noroshiSeconds)} s; nfdump ${seconds(nfdumpSeconds)} s`,
  )
  const { flows, bytesPerFlow } = contest
  return [
    `Statistics over ${flows.noroshi.toLocaleString('en')} flows (nfdump ${flows.nfdump.toLocaleString('en')}):`,
    ...lines,
    `  octets per flow: Noroshi ${bytesPerFlow.noroshi}, nfcapd uncompressed ${bytesPerFlow.nfcapd}`,
  ].join('\n')
}
