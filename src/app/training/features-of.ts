import type { TimeSpan } from '../../core/time-span.ts'
import { engineFolds } from '../../flows/store/engine-folds.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { type ExtractOptions, extractFeatures, foldFlows } from '../../verdicts/index.ts'
import type { KnownControllers } from '../../verdicts/labels/index.ts'

const ACCESS = { purpose: 'c2-detection', actor: 'train', reason: 'simulated flows' } as const

export type View = Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'>
export type Rows = Awaited<ReturnType<typeof extractFeatures>>['rows']

/** Nothing is known of whose addresses are whose, as where a file is looked at. */
export const OPEN_VIEW: View = { subscriberPrefixes: [], upstreamInterfaces: [] }

/**
 * Folds what `flows` holds and extracts the features of every endpoint that anybody contacted in the window;
 * what lies before it is remembered.
 */
export async function featuresOf(
  engine: FlowEngine,
  view: View,
  window: TimeSpan | 'all' = 'all',
  known?: KnownControllers,
): Promise<Rows> {
  const options: ExtractOptions = { ...view, window, minClients: 1, access: ACCESS, known }
  const place = engineFolds(engine)
  await foldFlows(place, options)
  return (await extractFeatures(place, options)).rows
}
