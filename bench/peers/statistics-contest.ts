import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../../src/app/bench/median.ts'
import { fillStore } from '../../src/app/bench/store/fill-store.ts'
import { PrivateStore } from '../../src/app/bench/store/private-store.ts'
import {
  type Answer,
  askStore,
  QUESTIONS,
  type Question,
} from '../../src/app/bench/store/statistics.ts'
import type { PreparedTraffic } from '../../src/app/bench/traffic/prepared-traffic.ts'
import { readTrafficFile } from '../../src/app/bench/traffic/traffic-file.ts'
import { nfcapdFlows, queuedOctets, startNfcapd } from './contestants.ts'
import { askNfdump } from './nfdump-questions.ts'

/** What fits into its socket's buffer: nfcapd then loses nothing, however busy the machine is. */
const FEED_FLOWS = 40_000
const FEED_FLOWS_PER_SECOND = 2_000_000
const QUEUE_POLL_MS = 2
const SETTLE_MS = 1_500

export type StatisticsContest = {
  readonly flows: { readonly noroshi: number; readonly nfdump: number }
  readonly bytesPerFlow: { readonly noroshi: number; readonly nfcapd: number }
  readonly questions: Readonly<Record<Question, Comparison>>
}

export type Comparison = {
  readonly noroshiSeconds: readonly number[]
  readonly nfdumpSeconds: readonly number[]
  /** Theirs over ours, round by round: median, lowest, highest. */
  readonly timesFaster: readonly [number, number, number]
  /** Of ten, how many stand in both answers with the same value. */
  readonly sameAnswers: number
  readonly noroshiAnswers: readonly Answer[]
  readonly nfdumpAnswers: readonly Answer[]
}

export type StatisticsContestOptions = {
  readonly traffic: PreparedTraffic
  readonly directory: string
  readonly rounds: number
  readonly onProgress: (text: string) => void
}

/** The same datagrams to both stores, then the same questions in turn. */
export async function contestStatistics(
  options: StatisticsContestOptions,
): Promise<StatisticsContest> {
  const { traffic, directory, rounds, onProgress } = options
  const captured = join(directory, 'nfcapd')
  await mkdir(captured)
  onProgress('nfcapd takes the flows')
  await feedNfcapd(traffic, captured)
  const file = join(captured, (await readdir(captured)).find((name) => /^nfcapd\.\d+$/.test(name))!)
  await using home = await PrivateStore.open(directory)
  const { flows } = await fillStore(home, readTrafficFile(traffic.file), (done) =>
    onProgress(`the store takes the flows: ${done.toLocaleString('en')}`),
  )
  const size = await home.mergedSize()
  const questions: Partial<Record<Question, Comparison>> = {}
  for (const question of Object.keys(QUESTIONS) as Question[]) {
    onProgress(question)
    questions[question] = await compare(question, home, file, rounds)
  }
  const theirs = await nfcapdFlows(captured)
  return {
    flows: { noroshi: flows, nfdump: theirs },
    bytesPerFlow: {
      noroshi: Math.round((100 * size.octets) / size.rows) / 100,
      nfcapd: Math.round((100 * (await octetsOf(file))) / theirs) / 100,
    },
    questions: questions as Record<Question, Comparison>,
  }
}

async function feedNfcapd(traffic: PreparedTraffic, directory: string): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const nfcapd = stack.use(await startNfcapd(directory))
  const sender = stack.use(traffic.openSender(nfcapd.port))
  await sender.next('ready')
  for (let left = traffic.counts.flows; left > 0; ) {
    const flowCount = Math.min(FEED_FLOWS, left)
    const order = { kind: 'send', flowCount, flowsPerSecond: FEED_FLOWS_PER_SECOND } as const
    left -= (await sender.ask(order, 'sent')).flows
    while (queuedOctets(nfcapd.port) > 0) await sleep(QUEUE_POLL_MS)
  }
  await sleep(SETTLE_MS)
  await nfcapd.stop()
}

async function compare(
  question: Question,
  home: PrivateStore,
  file: string,
  rounds: number,
): Promise<Comparison> {
  const [ours, theirs]: [number[], number[]] = [[], []]
  let answers: { ours: readonly Answer[]; theirs: readonly Answer[] } = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round++) {
    const statistic = await askStore(home.store, question, 1)
    ours.push(statistic.medianSeconds)
    const startMs = performance.now()
    const other = await askNfdump(question, file)
    theirs.push((performance.now() - startMs) / 1000)
    answers = { ours: statistic.answers.map(plain), theirs: other }
  }
  const ratios = ours.map((seconds, round) => Math.round((10 * theirs[round]!) / seconds) / 10)
  const known = new Set(answers.theirs.map(keyOf))
  return {
    noroshiSeconds: ours,
    nfdumpSeconds: theirs,
    timesFaster: [median(ratios), Math.min(...ratios), Math.max(...ratios)],
    sameAnswers: answers.ours.filter((answer) => known.has(keyOf(answer))).length,
    noroshiAnswers: answers.ours,
    nfdumpAnswers: answers.theirs,
  }
}

function plain(answer: Answer): Answer {
  return { ...answer, address: answer.address.replace(/^::ffff:/, '') }
}

function keyOf({ address, protocol, port, value }: Answer): string {
  return `${address} ${protocol} ${port} ${value}`
}

async function octetsOf(path: string): Promise<number> {
  return (await stat(path)).size
}
