import { readFileSync } from 'node:fs'
import type { FlowAccess } from '../core/flow-access.ts'
import { HOUR_MS, type TimeSpan } from '../core/time-span.ts'
import type { FlowStore } from '../flows/store/flow-store.ts'
import type { FoldProgress } from '../flows/store/fold-pending.ts'
import {
  type Detection,
  detect,
  type Extraction,
  extractFeatures,
  foldFlows,
  loadModel,
  type Model,
  type ScoredEndpoint,
} from '../verdicts/index.ts'
import type { Configuration } from './configuration.ts'
import { AppError } from './errors.ts'
import type { KnownAt } from './lists/known-at.ts'

/** Which flows, by whom and what for. Explicit bounds win over the hours before the newest flow. */
type WindowRequest = {
  readonly windowHours: number | 'all'
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly actor: string
  /** For the audit; detection by default. */
  readonly reason?: string
  /** What reputation lists knew at the window’s end; without it no list is asked. */
  readonly knownAt?: KnownAt | undefined
}

/** What may be asked for. */
export type DetectionRequest = WindowRequest & {
  readonly minClients: number
  readonly limit: number
  /** Of this site's decisions; the model's own probabilities without. */
  readonly siteShift?: number
  readonly onScored?: (scored: readonly ScoredEndpoint[]) => void
}

const SHIPPED_MODEL = new URL('../verdicts/model/shipped.model.json', import.meta.url)

/** The model of this release, made by `npm run train` from the small country. */
export function loadShippedModel(): Model {
  return loadModel(JSON.parse(readFileSync(SHIPPED_MODEL, 'utf8')))
}

/**
 * Rolls up what has been stored since the last time, then detects over the roll-ups; `undefined` while the
 * store holds nothing in the window.
 */
export async function runDetection(
  store: FlowStore,
  model: Model,
  configuration: Configuration,
  request: DetectionRequest,
  onFoldProgress?: FoldProgress,
): Promise<Detection | undefined> {
  const prepared = await prepare(store, configuration, request, onFoldProgress)
  if (!prepared) return undefined
  const { window, view, access, known } = prepared
  return detect(store, model, {
    window,
    known,
    minClients: request.minClients,
    falsePositivesPerDay: configuration.detection.falsePositivesPerDay,
    ...view,
    limit: request.limit,
    ...(request.siteShift === undefined ? {} : { siteShift: request.siteShift }),
    ...(request.onScored ? { onScored: request.onScored } : {}),
    access,
  })
}

/** Rows of features of the window and nothing more: what a model learns from. */
export async function extractWindow(
  store: FlowStore,
  configuration: Configuration,
  request: WindowRequest & { readonly minClients: number },
): Promise<Extraction | undefined> {
  const prepared = await prepare(store, configuration, request)
  if (!prepared) return undefined
  const { window, view, access, known } = prepared
  return extractFeatures(store, { window, known, minClients: request.minClients, ...view, access })
}

/** Rolls up what is new, and says what may be looked at. */
async function prepare(
  store: FlowStore,
  configuration: Configuration,
  request: WindowRequest,
  onFoldProgress?: FoldProgress,
) {
  const { span } = await store.extent()
  if (!span) return undefined
  const window = windowOf(request, span)
  const { subscriberPrefixes, upstreamInterfaces } = configuration
  const view = { subscriberPrefixes, upstreamInterfaces }
  const { windowHours, actor, reason = 'detection' } = request
  const access: FlowAccess = {
    purpose: 'c2-detection',
    actor,
    reason: `${reason} over ${windowHours === 'all' ? 'all flows' : `${windowHours} h, and whether it was contacted on the six days before`}`,
  }
  await foldFlows(store, {
    ...view,
    access,
    ...(onFoldProgress ? { onProgress: onFoldProgress } : {}),
  })
  const known = await request.knownAt?.(window === 'all' ? span.endMs : window.endMs)
  return { window, view, known, access: { ...access, ...(window === 'all' ? {} : { window }) } }
}

/** A window without explicit bounds ends at the newest flow, so that imported captures have one. */
function windowOf(request: WindowRequest, extent: TimeSpan): TimeSpan | 'all' {
  const { fromMs, toMs, windowHours } = request
  if (fromMs === undefined && toMs === undefined && windowHours === 'all') return 'all'
  const endMs = toMs ?? extent.endMs
  const startMs = fromMs ?? (windowHours === 'all' ? extent.startMs : endMs - windowHours * HOUR_MS)
  if (startMs >= endMs) throw new AppError('OPTION_INVALID', 'the window ends before it starts')
  return { startMs, endMs }
}
