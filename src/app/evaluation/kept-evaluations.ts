import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Evaluation, EvaluationSummary, type Evaluations } from '../../web/schemas/evaluations.ts'
import { keepJson, keepText, readKeptJson } from '../models/keep-json.ts'

/** A page of them is read at each request; older ones stay on disk and are not listed. */
const LISTED_MAX = 100
const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/

/** Measurements that were kept in a data directory: the record, and the report beside it. */
export class KeptEvaluations {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  keep(record: Evaluation, report: string): void {
    keepText(this.#pathOf(record.name, 'html'), report)
    keepJson(this.#pathOf(record.name, 'json'), record)
  }

  /** Newest first; a file that is none is passed over. */
  list(): Evaluations {
    const evaluations = this.#names().flatMap((name) => {
      const parsed = EvaluationSummary.safeParse(readKeptJson(this.#pathOf(name, 'json')))
      return parsed.success ? [parsed.data] : []
    })
    return { evaluations }
  }

  get(name: string): Evaluation | undefined {
    if (!NAME.test(name)) return undefined
    const parsed = Evaluation.safeParse(readKeptJson(this.#pathOf(name, 'json')))
    return parsed.success ? parsed.data : undefined
  }

  report(name: string): string | undefined {
    if (!NAME.test(name)) return undefined
    try {
      return readFileSync(this.#pathOf(name, 'html'), 'utf8')
    } catch {
      return undefined
    }
  }

  #names(): string[] {
    let files: string[]
    try {
      files = readdirSync(this.#directory)
    } catch {
      return []
    }
    return files
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .filter((name) => NAME.test(name))
      .sort()
      .reverse()
      .slice(0, LISTED_MAX)
  }

  #pathOf(name: string, extension: string): string {
    return join(this.#directory, `${name}.${extension}`)
  }
}

/** Sorts by time, and says what it is of. */
export function evaluationName(suite: string, evaluatedAt: string): string {
  const at = evaluatedAt.slice(0, 19).replace('T', '-').replaceAll(':', '')
  return `${at}-${suite}`
}
