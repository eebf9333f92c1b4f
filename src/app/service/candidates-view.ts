import type { Detection } from '../../verdicts/index.ts'
import type { Candidates } from '../../web/schemas/detection.ts'

/** What a restart read back may be of an earlier version, which said less. */
type Kept = Pick<Detection, 'window' | 'endpointCount' | 'candidates'> & Partial<Detection>

/** A detection as the API gives it: the schema's types are mutable, the detection's are not. */
export function candidatesView(
  { window, endpointCount, budget, baseRate, candidates }: Kept,
  detectedAt: string,
  model?: string,
): Candidates {
  return {
    window,
    detectedAt,
    endpointCount,
    ...(budget ? { budget } : {}),
    ...(baseRate ? { baseRate } : {}),
    ...(model === undefined ? {} : { model }),
    candidates: candidates.map((candidate) => ({
      ...candidate,
      reasons: [...candidate.reasons],
      against: [...candidate.against],
      lookAlikes: [...(candidate.lookAlikes ?? [])],
    })),
  }
}
