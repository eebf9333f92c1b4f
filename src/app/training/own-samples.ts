import { createLists, createRegistry, type Lists, type Registry } from '../../cases/index.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import { FEATURE_NAMES, type Sample } from '../../verdicts/index.ts'
import type { OwnSamples } from '../../web/schemas/training.ts'
import { type Configuration, loadConfiguration } from '../configuration.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { extractWindow } from '../detection.ts'
import { AppError } from '../errors.ts'
import { HeldDirectory } from '../held-directory.ts'
import { knownIn, readLedger } from '../lists/known-at.ts'
import { decidedOutcomes } from '../lists/measure-lists.ts'
import { openLocalStore } from '../local-store.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { systemClock } from '../system-ports.ts'
import { labelRows, OWN_VIEW } from './label-rows.ts'

/** Labelled rows of the store's newest hours. Throws `AppError` NO_FLOWS where there are none. */
export async function ownSamples(
  place: {
    readonly store: FlowStore
    readonly lists: Lists
    readonly registry: Registry
    readonly configuration: Configuration
  },
  request: { readonly windowHours: number; readonly actor: string },
): Promise<OwnSamples> {
  const { store, lists, registry, configuration } = place
  const ledger = await readLedger(lists)
  const extraction = await extractWindow(store, configuration, {
    windowHours: request.windowHours,
    minClients: configuration.detection.minClients,
    actor: request.actor,
    reason: 'learning from our own flows',
    knownAt: async (atMs) => knownIn(ledger, atMs),
  })
  if (!extraction) throw new AppError('NO_FLOWS', 'the store holds no flows to learn from')
  const { span } = extraction
  const { rows, ...counts } = labelRows(
    extraction.rows,
    span.endMs,
    ledger,
    await decidedOutcomes(registry),
  )
  return {
    window: {
      from: new Date(span.startMs).toISOString(),
      to: new Date(span.endMs).toISOString(),
    },
    features: [...FEATURE_NAMES],
    rows: rows.map(({ label, weight, values }) => ({
      label,
      weight,
      values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    })),
    ...counts,
    voices: [...counts.voices],
  }
}

/** The same of a data directory: through the service that runs on it, else opened here. */
export async function ownSamplesOf(
  directory: DataDirectory,
  windowHours: number,
): Promise<OwnSamples> {
  if (await isServiceRunning(directory.controlSocket))
    return await callService(directory.controlSocket, 'POST', '/control/own-samples', {
      windowHours,
    })
  await using _held = await HeldDirectory.hold(directory, 'noroshi train')
  await using local = await openLocalStore(directory)
  await using database = await openOperationalDatabase(directory)
  return await ownSamples(
    {
      store: local.store,
      lists: createLists(database, systemClock),
      registry: createRegistry(database, systemClock),
      configuration: loadConfiguration(directory.configurationFile),
    },
    { windowHours, actor: 'operator' },
  )
}

/** As the trainer takes them. Throws `AppError` where a service of another version made the rows. */
export function samplesFrom(own: OwnSamples): Sample[] {
  if (own.features.join() !== FEATURE_NAMES.join())
    throw new AppError(
      'OPTION_INVALID',
      'the service that holds the data is of another version, with other features; restart it first',
    )
  return own.rows.map(({ label, weight, values }) => ({
    label,
    weight,
    view: OWN_VIEW,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  }))
}
