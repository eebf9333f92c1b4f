import { join } from 'node:path'
import { z } from 'zod'
import type { Registry } from '../../cases/index.ts'
import type { Clock } from '../../core/clock.ts'
import { formatEndpoint } from '../../core/endpoint.ts'
import { compareModels } from '../../verdicts/comparison/compare-models.ts'
import { type DriftReport, driftReport } from '../../verdicts/drift/drift-report.ts'
import { noteProfile, parseDriftState } from '../../verdicts/drift/drift-state.ts'
import { type ScoredEndpoint, SUSPECTED_PROBABILITY_MIN } from '../../verdicts/index.ts'
import { modelProbability, modelScores } from '../../verdicts/model/model.ts'
import {
  bookDecisions,
  decisionsOf,
  type KnownCase,
  parseDecisionBook,
} from '../../verdicts/site/decision-book.ts'
import { fitSiteCalibration, type SiteCalibration } from '../../verdicts/site/site-calibration.ts'
import { keepJson, readKeptJson } from './keep-json.ts'
import type { ModelLibrary, NamedModel } from './model-library.ts'

/** What became of the cases that were decided, by what a model had called suspected. */
const Decided = z.object({ confirmed: z.int(), dismissed: z.int() })
const Comparison = z.object({
  champion: z.string(),
  challenger: z.string(),
  comparedAt: z.iso.datetime(),
  runs: z.int(),
  endpoints: z.int(),
  overlapAt100: z.number(),
  orderAgreement: z.number(),
  suspected: z.object({
    both: z.int(),
    championOnly: z.int(),
    challengerOnly: z.int(),
  }),
  decided: z.object({
    confirmed: z.int(),
    dismissed: z.int(),
    champion: Decided,
    challenger: Decided,
  }),
})
export type KeptComparison = z.infer<typeof Comparison>

/** Cases whose decisions are looked up after each run. */
const CASES_LOOKED_AT_MAX = 5_000
const PAGE = 500

export type ModelWatchOptions = {
  readonly library: ModelLibrary
  readonly registry: Pick<Registry, 'find'>
  readonly driftFile: string
  readonly directory: string
  readonly clock: Clock
}

/**
 * Looks at what each detection scored: has the traffic moved away, does the challenger agree, what did people
 * decide? It keeps counts, and server endpoints that are cases; it decides nothing.
 */
export class ModelWatch {
  readonly #options: ModelWatchOptions

  constructor(options: ModelWatchOptions) {
    this.#options = options
  }

  /** What this site's decisions make of the champion's probabilities. */
  calibration(): SiteCalibration {
    const { id } = this.#options.library.champion()
    return fitSiteCalibration(decisionsOf(this.#book(), id))
  }

  /** @param view the model's own data that come nearest to this site's: `provider`, or `site` */
  drift(view: string): DriftReport {
    const { model } = this.#options.library.champion()
    const state = parseDriftState(readKeptJson(this.#options.driftFile))
    return driftReport(state, model.reference?.histograms, view)
  }

  /** Of the champion and the challenger of now; `undefined` before they have scored together. */
  comparison(): KeptComparison | undefined {
    const parsed = Comparison.safeParse(readKeptJson(this.#comparisonFile))
    if (!parsed.success) return undefined
    const { library } = this.#options
    const isOfNow =
      parsed.data.champion === library.champion().id &&
      parsed.data.challenger === library.challenger()?.id
    return isOfNow ? parsed.data : undefined
  }

  /**
   * Called after a scheduled detection, never after one that somebody asked for: a strange window must not
   * look like drift.
   */
  async note(scored: readonly ScoredEndpoint[], champion: NamedModel): Promise<void> {
    if (scored.length === 0) return
    const { library, clock, driftFile } = this.#options
    const now = new Date(clock.nowMs()).toISOString()
    const { reference } = champion.model
    if (reference) {
      const before = parseDriftState(readKeptJson(driftFile))
      const rows = scored.map(({ values }) => values)
      keepJson(driftFile, noteProfile(before, reference.histograms, now.slice(0, 10), rows))
    }
    const challenger = library.challenger()
    const others = challenger
      ? modelScores(
          challenger.model,
          scored.map(({ values }) => values),
        )
      : undefined
    const twice = scored.map((one, i) => ({
      endpoint: formatEndpoint(one.endpoint),
      champion: one.probability,
      challenger: challenger ? modelProbability(challenger.model, others![i]!) : Number.NaN,
    }))
    const byEndpoint = new Map(twice.map((row) => [row.endpoint, row]))
    const book = bookDecisions(this.#book(), await this.#cases(), (endpoint) => {
      const row = byEndpoint.get(endpoint)
      return (
        row && {
          [champion.id]: row.champion,
          ...(challenger ? { [challenger.id]: row.challenger } : {}),
        }
      )
    })
    keepJson(this.#bookFile, book)
    if (!challenger) return
    const comparison: KeptComparison = {
      champion: champion.id,
      challenger: challenger.id,
      comparedAt: now,
      runs: (this.comparison()?.runs ?? 0) + 1,
      ...compareModels(twice),
      decided: decidedBy(book, champion.id, challenger.id),
    }
    keepJson(this.#comparisonFile, comparison)
  }

  /** The newest decisions and what is open, as the registry has them. */
  async #cases(): Promise<KnownCase[]> {
    const found: KnownCase[] = []
    let cursor: string | undefined
    do {
      const page = await this.#options.registry.find({
        sort: 'changed',
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      })
      for (const one of page.cases.filter(({ status }) => status !== 'expired'))
        found.push({
          endpoint: formatEndpoint(one.endpoint),
          decision: decisionOf(one.status),
          changedAtMs: one.changedAtMs,
        })
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined && found.length < CASES_LOOKED_AT_MAX)
    return found
  }

  #book() {
    return parseDecisionBook(readKeptJson(this.#bookFile))
  }

  get #bookFile(): string {
    return join(this.#options.directory, 'decisions.json')
  }

  get #comparisonFile(): string {
    return join(this.#options.directory, 'comparison.json')
  }
}

/** A dispute is open until it is heard. An expired lease says nothing, so its case is not asked for. */
function decisionOf(status: string): KnownCase['decision'] {
  if (status === 'confirmed' || status === 'published') return 'confirmed'
  if (status === 'dismissed' || status === 'retracted' || status === 'released') return 'dismissed'
  return null
}

/** Only what both models have scored is counted, so that neither has the easier cases. */
function decidedBy(
  book: ReturnType<typeof parseDecisionBook>,
  champion: string,
  challenger: string,
): KeptComparison['decided'] {
  const both = book.entries.filter(
    ({ decision, probabilities }) =>
      decision !== null &&
      probabilities[champion] !== undefined &&
      probabilities[challenger] !== undefined,
  )
  const count = (decision: 'confirmed' | 'dismissed', model?: string): number =>
    both.filter(
      (one) =>
        one.decision === decision &&
        (model === undefined || one.probabilities[model]! >= SUSPECTED_PROBABILITY_MIN),
    ).length
  const of = (model?: string) => ({
    confirmed: count('confirmed', model),
    dismissed: count('dismissed', model),
  })
  return { ...of(), champion: of(champion), challenger: of(challenger) }
}
