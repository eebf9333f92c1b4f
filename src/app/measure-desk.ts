import { PlanError, type Planner } from '../measures/plan/index.ts'
import { operatorName } from '../people/index.ts'
import {
  AddName,
  AddOverride,
  type ApprovePlan,
  type MeasureChanges,
  type MeasureEntries,
  type MeasureEntry,
  type MeasurePlan,
  type PlanSimulation,
} from '../web/schemas/measures.ts'
import { changesView, nameView, overrideView, planView } from '../web/views/measures-view.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { AppError } from './errors.ts'
import { HeldDirectory } from './held-directory.ts'
import { openMeasures } from './measures/open-measures.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { configuredRegistry } from './service/case-registry.ts'
import { configuredPeople } from './service/sign-in.ts'

/** What the command line does with plans. */
export type MeasureDesk = {
  plan(limit: number): Promise<MeasurePlan>
  /** Only where a service runs: it alone drives devices. */
  approve(request: ApprovePlan): Promise<MeasurePlan>
  /** Only where a service runs: it alone may look at flows. */
  simulate(actor: string): Promise<PlanSimulation>
  changes(limit: number): Promise<MeasureChanges>
  entries(): Promise<MeasureEntries>
  addName(request: AddName): Promise<MeasureEntry>
  addOverride(request: AddOverride): Promise<MeasureEntry>
  remove(id: string, actor: string): Promise<void>
}

/**
 * Through the running service when there is one, else on the database itself.
 * @param token of a person, who then acts in place of the operator
 */
export async function withMeasureDesk<Result>(
  dataPath: string,
  use: (desk: MeasureDesk) => Promise<Result>,
  token?: string,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket, token))
  if (token !== undefined)
    throw new AppError('SERVICE_UNREACHABLE', 'a token is a person’s before a running service only')
  await using _held = await HeldDirectory.hold(directory, 'noroshi measure')
  await using database = await openOperationalDatabase(directory)
  const configuration = loadConfiguration(directory.configurationFile)
  const people = configuredPeople(database, configuration)
  const registry = configuredRegistry(database, people, configuration)
  const { planner } = await openMeasures({ database, people, registry, configuration })
  return await use(localDesk(planner))
}

function remoteDesk(socket: string, token: string | undefined): MeasureDesk {
  const read = <Answer>(path: string): Promise<Answer> =>
    callService(socket, 'GET', `/api/v1/measures/${path}`, undefined, token)
  const act = <Answer>(path: string, body: object): Promise<Answer> =>
    callService(socket, 'POST', `/api/v1/measures/${path}`, body, token)
  return {
    plan: (limit) => read(`plan?limit=${limit}`),
    approve: (request) => act('plan/approve', request),
    simulate: (actor) => act('plan/simulate', { actor }),
    changes: (limit) => read(`changes?limit=${limit}`),
    entries: () => read('entries'),
    addName: (request) => act('names', request),
    addOverride: (request) => act('overrides', request),
    remove: async (id, actor) => {
      await act('entries/remove', { id, actor })
    },
  }
}

function localDesk(planner: Planner): MeasureDesk {
  const { entries } = planner
  return {
    plan: async (limit) => planView(await planner.preview(), true, limit),
    approve: async () => {
      throw new PlanError('MEASURE_DEVICE_MISSING', 'no service runs here that drives a device')
    },
    simulate: async () => {
      throw new AppError('SERVICE_UNREACHABLE', 'simulating looks at flows, which a service does')
    },
    changes: async (limit) => changesView(await planner.changes(limit)),
    entries: async () => ({
      names: (await entries.names()).map(nameView),
      overrides: (await entries.overrides()).map(overrideView),
    }),
    addName: async (given) => {
      const { until, actor, ...entry } = AddName.parse(given)
      const untilMs = Date.parse(until)
      return nameView(await entries.addName({ ...entry, actor: operatorName(actor), untilMs }))
    },
    addOverride: async (given) => {
      const { until, actor, ...entry } = AddOverride.parse(given)
      const untilMs = until === undefined ? null : Date.parse(until)
      return overrideView(
        await entries.addOverride({ ...entry, actor: operatorName(actor), untilMs }),
      )
    },
    remove: (id, actor) => entries.remove(id, operatorName(actor)),
  }
}
