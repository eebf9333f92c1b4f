import type { DetectRequest } from '../../web/schemas/control.ts'
import type { Candidates } from '../../web/schemas/detection.ts'
import { runDetection } from '../detection.ts'
import { systemClock } from '../system-ports.ts'
import type { ServiceParts } from './api-ports.ts'
import { candidatesView } from './candidates-view.ts'

const LIMIT_DEFAULT = 100

/** `noroshi detect` while a service runs: the same detection, on the service's own store. */
export async function controlDetect(
  parts: ServiceParts,
  request: DetectRequest,
): Promise<Candidates> {
  const { detection: defaults } = parts.configuration
  const { id, model } = parts.library.champion()
  const detection = await runDetection(parts.store, model, parts.configuration, {
    windowHours: request.windowHours ?? defaults.windowHours,
    ...(request.from === undefined ? {} : { fromMs: Date.parse(request.from) }),
    ...(request.to === undefined ? {} : { toMs: Date.parse(request.to) }),
    minClients: request.minClients ?? defaults.minClients,
    limit: request.limit ?? LIMIT_DEFAULT,
    actor: 'operator',
    siteShift: parts.watch.calibration().shift,
    knownAt: parts.knownAt,
  })
  const detectedAt = new Date(systemClock.nowMs()).toISOString()
  if (!detection)
    return {
      window: { from: detectedAt, to: detectedAt },
      detectedAt,
      endpointCount: 0,
      candidates: [],
    }
  return candidatesView(detection, detectedAt, id)
}
