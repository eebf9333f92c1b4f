import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { Baseline, JudgedEndpoint } from '../../verdicts/evaluate/index.ts'
import type { Model } from '../../verdicts/index.ts'
import { AppError } from '../errors.ts'
import type { ProgressLine } from '../progress.ts'
import { cutCapture, listCaptures } from './captures.ts'
import { judgeSite, type SiteView, unjudged } from './judge-site.ts'
import { describeLabelledFile } from './labelled-file.ts'
import { SiteStore } from './site-store.ts'
import { readTruthTable } from './truth-table.ts'

export type FlowsQuestion = {
  readonly path: string
  readonly truth: string
  readonly capture: string
  readonly flowsMin: number
  readonly view: SiteView
  readonly model: Model
  readonly baselines: readonly Baseline[]
  readonly listedAt?: (endpoint: ServiceEndpoint) => number
}

export type FlowsAnswer = {
  readonly endpoints: readonly JudgedEndpoint[]
  readonly captures: readonly {
    readonly name: string
    readonly records: number
    /** Rows left out, by code. */
    readonly skipped: Readonly<Record<string, number>>
  }[]
}

/** The protocol on one file: every capture is its own site, in a store of its own. */
export async function evaluateFlows(
  question: FlowsQuestion,
  progress: ProgressLine,
): Promise<FlowsAnswer> {
  const captures = await readCaptures(question)
  const endpoints: JudgedEndpoint[] = []
  const seen: FlowsAnswer['captures'][number][] = []
  const total = captures.reduce((sum, capture) => sum + capture.records, 0)
  let done = 0
  for (const capture of captures) {
    const show = (text: string, share: number): void =>
      progress.show(`${capture.name}: ${text}`, (done + share * capture.records) / total)
    await using store = await SiteStore.open()
    const file = await describeLabelledFile(store.engine, question)
    const truth = await readTruthTable(store.engine, file, capture.name, question.flowsMin)
    show('cutting', 0)
    const path = await cutCapture(store.engine, file, capture, store.directory)
    const { records, skipped } = await store.ingest(path, file.format, (share) =>
      show(`reading ${capture.records.toLocaleString('en')} records`, share * 0.6),
    )
    show('scoring', 0.7)
    const isKnown = [...truth.values()].some((one) => one.truth !== null)
    // Nothing is known of this capture, so nothing can be measured on it; its endpoints are counted.
    if (records > 0 && !isKnown) endpoints.push(...unjudged(truth, capture.name, question))
    if (records > 0 && isKnown)
      endpoints.push(
        ...(await judgeSite(store.reader, { ...question, capture: capture.name, truth })),
      )
    seen.push({ name: capture.name, records, skipped })
    done += capture.records
  }
  progress.finish()
  if (seen.every(({ records }) => records === 0))
    throw new AppError('NO_FLOWS', `${question.path}: no row could be read as a flow`)
  return { endpoints, captures: seen }
}

async function readCaptures(question: FlowsQuestion) {
  await using store = await SiteStore.open()
  return await listCaptures(store.engine, await describeLabelledFile(store.engine, question))
}
