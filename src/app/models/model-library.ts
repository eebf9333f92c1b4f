import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { formatModel, loadModel, type Model, VerdictError } from '../../verdicts/index.ts'
import { loadShippedModel } from '../detection.ts'
import { keepJson, keepText, readKeptJson } from './keep-json.ts'

export const SHIPPED_ID = 'shipped'
/** A file is about two megabytes; who tries so many has forgotten most of them. */
const MODELS_MAX = 20
const PROMOTIONS_KEPT_MAX = 200

const Entry = z.object({
  id: z.string().regex(/^m-[0-9a-f]{12}$/),
  title: z.string(),
  addedAt: z.iso.datetime(),
  prAuc: z.number(),
})
const Promotion = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  id: z.string(),
  before: z.string(),
  reason: z.string(),
})
const State = z.object({
  version: z.literal(1),
  champion: z.string(),
  challenger: z.string().nullable(),
  models: z.array(Entry),
  promotions: z.array(Promotion),
})
type State = z.infer<typeof State>

export type ModelEntry = z.infer<typeof Entry>
export type Promotion = z.infer<typeof Promotion>

/** A model with the name it has in this installation. */
export type NamedModel = { readonly id: string; readonly model: Model }

const EMPTY: State = {
  version: 1,
  champion: SHIPPED_ID,
  challenger: null,
  models: [],
  promotions: [],
}

/**
 * The models of one installation: the shipped one and those trained here. The champion decides; a challenger
 * scores the same endpoints beside it and decides nothing. Only a person makes a challenger the champion.
 */
export class ModelLibrary {
  readonly #directory: string
  readonly #clock: Clock
  readonly #loaded = new Map<string, Model>()

  constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  /** The champion; the shipped model where its file is gone or is of features that this version has not. */
  champion(): NamedModel & { readonly failure?: string } {
    const id = this.#state().champion
    try {
      return { id, model: this.#load(id) }
    } catch (error) {
      if (!(error instanceof NoroshiError)) throw error
      return {
        id: SHIPPED_ID,
        model: this.#load(SHIPPED_ID),
        failure: `${id}: ${error.message} [${error.code}]`,
      }
    }
  }

  /** `undefined` where there is none, or none that this version can read. */
  challenger(): NamedModel | undefined {
    const id = this.#state().challenger
    if (id === null) return undefined
    try {
      return { id, model: this.#load(id) }
    } catch (error) {
      if (error instanceof NoroshiError) return undefined
      throw error
    }
  }

  shipped(): Model {
    return this.#load(SHIPPED_ID)
  }

  list(): readonly ModelEntry[] {
    return this.#state().models
  }

  promotions(): readonly Promotion[] {
    return this.#state().promotions
  }

  /**
   * Takes a model in as the challenger. The same model again is the same entry.
   *
   * @throws VerdictError MODEL_INVALID, MODEL_FEATURES_MISMATCH
   */
  challenge(model: Model): ModelEntry {
    const text = formatModel(model)
    loadModel(text)
    const id = `m-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
    const state = this.#state()
    const known = state.models.find((entry) => entry.id === id)
    const entry = known ?? {
      id,
      title: model.card.title,
      addedAt: new Date(this.#clock.nowMs()).toISOString(),
      prAuc: model.card.heldOut.prAuc,
    }
    keepText(this.#pathOf(id), text)
    const models = known ? state.models : [...state.models, entry]
    const kept = withinBound(models, new Set([state.champion, id]))
    this.#keep({ ...state, challenger: id === state.champion ? null : id, models: kept })
    for (const gone of models)
      if (!kept.includes(gone)) rmSync(this.#pathOf(gone.id), { force: true })
    return entry
  }

  /**
   * A person makes a model the champion; the one before becomes the challenger, so that the way back is one
   * step and the comparison goes on. The caller has written it to the audit before.
   *
   * @throws VerdictError MODEL_UNKNOWN, MODEL_CHAMPION_ALREADY
   */
  promote(id: string, by: string, reason: string): Promotion {
    this.assertPromotable(id)
    const state = this.#state()
    const promotion = {
      at: new Date(this.#clock.nowMs()).toISOString(),
      by,
      id,
      before: state.champion,
      reason,
    }
    this.#keep({
      ...state,
      champion: id,
      challenger: state.champion,
      promotions: [...state.promotions, promotion].slice(-PROMOTIONS_KEPT_MAX),
    })
    return promotion
  }

  /** Throws what `promote` would, before anything is written anywhere. */
  assertPromotable(id: string): void {
    const { champion, models } = this.#state()
    if (id !== SHIPPED_ID && !models.some((entry) => entry.id === id))
      throw unknown(id, 'is not kept here; "noroshi model list" has those that are')
    if (id === champion)
      throw new VerdictError('MODEL_CHAMPION_ALREADY', `${id} is the champion already`)
    this.#load(id)
  }

  #load(id: string): Model {
    const loaded = this.#loaded.get(id)
    if (loaded) return loaded
    const model = id === SHIPPED_ID ? loadShippedModel() : loadModel(this.#read(id))
    this.#loaded.set(id, model)
    return model
  }

  #read(id: string): string {
    try {
      return readFileSync(this.#pathOf(id), 'utf8')
    } catch (cause) {
      throw unknown(id, 'cannot be read', cause)
    }
  }

  #state(): State {
    const parsed = State.safeParse(readKeptJson(join(this.#directory, 'library.json')))
    return parsed.success ? parsed.data : EMPTY
  }

  #keep(state: State): void {
    keepJson(join(this.#directory, 'library.json'), state)
  }

  #pathOf(id: string): string {
    return join(this.#directory, `${id}.model.json`)
  }
}

const unknown = (id: string, why: string, cause?: unknown): VerdictError =>
  new VerdictError('MODEL_UNKNOWN', `the model ${id} ${why}`, { cause })

/** The oldest go first, but never one in use. */
function withinBound(models: readonly ModelEntry[], inUse: ReadonlySet<string>): ModelEntry[] {
  const kept = [...models]
  while (kept.length > MODELS_MAX) {
    const oldest = kept.findIndex(({ id }) => !inUse.has(id))
    if (oldest < 0) break
    kept.splice(oldest, 1)
  }
  return kept
}
