import type { z } from 'zod'
import { PlanError } from '../measures/plan/index.ts'
import type { AppliedPlan, ApplyPlan } from '../web/schemas/measures.ts'
import type {
  AskRelease,
  LiveMeasures,
  PlaneOutcomes,
  ReleaseReceipt,
  Releases,
} from '../web/schemas/measures-live.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'

type Switch = { readonly actor: string; readonly reason: string }

/** What the command line does with devices: only a running service drives them. */
export type LiveMeasureDesk = {
  status(): Promise<LiveMeasures>
  /** Plans anew, puts in force what waits for nobody, and mends devices that differ. */
  apply(request: ApplyPlan): Promise<AppliedPlan>
  release(request: z.input<typeof AskRelease>): Promise<ReleaseReceipt>
  releases(limit: number): Promise<Releases>
  revoke(id: string, by: Switch): Promise<void>
  lift(by: Switch): Promise<PlaneOutcomes>
  resume(by: Switch): Promise<PlaneOutcomes>
}

/** Throws MEASURE_DEVICE_MISSING where no service runs. @param token of a person; the operator at the machine without */
export async function withLiveMeasures<Result>(
  dataPath: string,
  token: string | undefined,
  use: (desk: LiveMeasureDesk) => Promise<Result>,
): Promise<Result> {
  const { controlSocket } = openDataDirectory(dataPath)
  if (!(await isServiceRunning(controlSocket)))
    throw new PlanError('MEASURE_DEVICE_MISSING', 'no service runs here that drives a device')
  const read = <Answer>(path: string): Promise<Answer> =>
    callService(controlSocket, 'GET', `/api/v1/${path}`, undefined, token)
  const act = <Answer>(path: string, body: object): Promise<Answer> =>
    callService(controlSocket, 'POST', `/api/v1/${path}`, body, token)
  return await use({
    status: () => read('measures'),
    apply: (request) => act('measures/plan/apply', request),
    release: (request) => act('releases', request),
    releases: (limit) => read(`releases?limit=${limit}`),
    revoke: async (id, by) => {
      await act(`releases/${encodeURIComponent(id)}/revoke`, by)
    },
    lift: (by) => act('measures/lift', by),
    resume: (by) => act('measures/resume', by),
  })
}
