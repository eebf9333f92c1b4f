import type { Bilingual } from '../../../core/bilingual.ts'
import type { Forest, Interval, RunVerdict } from '../../../verdicts/evaluate/index.ts'
import type { Model } from '../../../verdicts/index.ts'
import type { ProgressLine } from '../../progress.ts'

/** What every suite is asked. */
export type SuiteRequest = {
  readonly model: Model
  readonly forest: Forest | undefined
  readonly seed: number
  /** Small enough for a test: says how the suite works, not how good the detector is. */
  readonly isQuick: boolean
  readonly isWithoutPorts: boolean
  readonly flowsMin: number
  readonly minClients: number | undefined
  /** Parquet of labelled captures, and histories of reputation lists, where they are. */
  readonly captures: string
  readonly lists: readonly string[]
  readonly progress: ProgressLine
}

/** A line per number of bots: how recall falls as less is seen. */
export type SamplingLine = {
  readonly name: Bilingual
  readonly points: readonly {
    readonly sampling: number
    readonly recall: number
    readonly found: number
    readonly of: number
    readonly interval: Interval | undefined
  }[]
}

export type ReportTable = {
  readonly title: Bilingual
  readonly about: Bilingual
  readonly columns: readonly Bilingual[]
  readonly rows: readonly (readonly (string | number | Bilingual)[])[]
}

export type SuiteResult = {
  readonly suite: string
  readonly title: Bilingual
  /** What the figures rest on; shown beside every one of them. */
  readonly provenance: Bilingual
  readonly isSynthetic: boolean
  readonly run?: RunVerdict
  readonly samplingLines?: readonly SamplingLine[]
  readonly tables: readonly ReportTable[]
  /** What the suite adds to the JSON document. */
  readonly document: Readonly<Record<string, unknown>>
}

export const SYNTHETIC: Bilingual = {
  en: 'Synthetic: measured on a simulated country. Nothing here is a claim about a real network.',
  ja: '合成データ: 模擬国での測定値であり、実網での性能を示すものではありません。',
}
