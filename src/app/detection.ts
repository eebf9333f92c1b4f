import { readFileSync } from 'node:fs'
import type { FlowAccess } from '../core/flow-access.ts'
import { HOUR_MS, type TimeSpan } from '../core/time-span.ts'
import type { FlowStore } from '../flows/store/flow-store.ts'
import type { FoldProgress } from '../flows/store/fold-pending.ts'
import {
  type Detection,
  detect,
  foldFlows,
  loadModel,
  type Model,
  type ScoredEndpoint,
} from '../verdicts/index.ts'
import type { Configuration } from './configuration.ts'
import { AppError } from './errors.ts'

/** What may be asked for. Explicit bounds win over the hours before the newest flow. */
export type DetectionRequest = {
  readonly windowHours: number | 'all'
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly minClients: number
  readonly limit: number
  readonly actor: string
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
  const { span } = await store.extent()
  if (!span) return undefined
  const window = windowOf(request, span)
  const { subscriberPrefixes, upstreamInterfaces } = configuration
  const access: FlowAccess = {
    purpose: 'c2-detection',
    actor: request.actor,
    reason: `detection over ${request.windowHours === 'all' ? 'all flows' : `${request.windowHours} h`}`,
  }
  await foldFlows(store, {
    subscriberPrefixes,
    upstreamInterfaces,
    access,
    ...(onFoldProgress ? { onProgress: onFoldProgress } : {}),
  })
  return detect(store, model, {
    window,
    minClients: request.minClients,
    falsePositivesPerDay: configuration.detection.falsePositivesPerDay,
    subscriberPrefixes,
    upstreamInterfaces,
    limit: request.limit,
    ...(request.siteShift === undefined ? {} : { siteShift: request.siteShift }),
    ...(request.onScored ? { onScored: request.onScored } : {}),
    access: { ...access, ...(window === 'all' ? {} : { window }) },
  })
}

/** A window without explicit bounds ends at the newest flow, so that imported captures have one. */
function windowOf(request: DetectionRequest, extent: TimeSpan): TimeSpan | 'all' {
  const { fromMs, toMs, windowHours } = request
  if (fromMs === undefined && toMs === undefined && windowHours === 'all') return 'all'
  const endMs = toMs ?? extent.endMs
  const startMs = fromMs ?? (windowHours === 'all' ? extent.startMs : endMs - windowHours * HOUR_MS)
  if (startMs >= endMs) throw new AppError('OPTION_INVALID', 'the window ends before it starts')
  return { startMs, endMs }
}
