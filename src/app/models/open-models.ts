import type { DataDirectory } from '../data-directory.ts'
import { systemClock } from '../system-ports.ts'
import { ModelLibrary } from './model-library.ts'
import { ModelWatch } from './model-watch.ts'

/** The models of a data directory where no service runs: nothing is noted, so no case is asked for. */
export function openModels(directory: DataDirectory): {
  readonly library: ModelLibrary
  readonly watch: ModelWatch
} {
  const library = new ModelLibrary(directory.models, systemClock)
  const watch = new ModelWatch({
    library,
    registry: { find: async () => ({ cases: [], total: 0, nextCursor: null }) },
    driftFile: directory.driftFile,
    directory: directory.models,
    clock: systemClock,
  })
  return { library, watch }
}
