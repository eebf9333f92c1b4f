import { PlanError } from '../../measures/plan/errors.ts'
import type { ApiPorts } from '../ports/ports.ts'
import {
  AddName,
  AddOverride,
  AppliedPlan,
  ApplyPlan,
  ApprovePlan,
  CollateralOfPlan,
  EntryRemoved,
  MeasureChanges,
  MeasureChangesQuery,
  MeasureEntries,
  MeasureEntry,
  MeasurePlan,
  MeasurePlanQuery,
  PlanCollateral,
  PlanSimulation,
  RemoveEntry,
  SimulatePlan,
} from '../schemas/measures.ts'
import { liveMeasuresView } from '../views/measures-live-view.ts'
import {
  changesView,
  nameView,
  overrideView,
  planView,
  simulationView,
} from '../views/measures-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'measures' | 'measuresLive' | 'nowMs'>

const LINES_SHOWN = 200

/** What would be blocked, why not, and who approved. */
export function addMeasuresPlan(api: Api, ports: Ports): void {
  addPlan(api, ports)
  addEntries(api, ports)
}

function addPlan(api: Api, { measures, measuresLive, nowMs }: Ports): void {
  const { planner } = measures
  api.get(
    '/measures/plan',
    {
      schema: {
        operationId: 'getMeasurePlan',
        summary: 'What devices would hold, against what they hold; it changes nothing',
        querystring: MeasurePlanQuery,
        response: answers(MeasurePlan),
      },
    },
    async ({ query }) => planView(await planner.preview(), measures.isPreview(), query.limit),
  )

  api.post(
    '/measures/plan/approve',
    {
      schema: {
        operationId: 'approveMeasurePlan',
        summary: 'Approves exactly the plan that was looked at',
        body: ApprovePlan,
        response: answers(MeasurePlan),
      },
    },
    async ({ body: { plan, actor, note }, principal }) => {
      const isProven = principal?.isProven ?? false
      const standing = await measures.approve(plan, { actor, note, isProven })
      return planView(standing, measures.isPreview(), LINES_SHOWN)
    },
  )

  api.post(
    '/measures/plan/apply',
    {
      schema: {
        operationId: 'applyMeasurePlan',
        summary: 'Plans now, puts in force what waits for nobody, and mends devices that differ',
        body: ApplyPlan,
        response: answers(AppliedPlan),
      },
    },
    async ({ body: { actor } }) => {
      if (!measuresLive) throw new PlanError('MEASURE_DEVICE_MISSING', 'no device is configured')
      await measures.refresh()
      await measuresLive.mend()
      return {
        plan: planView(await planner.preview(), measures.isPreview(), LINES_SHOWN),
        devices: liveMeasuresView(measuresLive, { nowMs: nowMs(), actor }),
      }
    },
  )

  api.post(
    '/measures/plan/simulate',
    {
      schema: {
        operationId: 'simulateMeasurePlan',
        summary: 'What the plan would have cut in the last day, as counts; a look at flows',
        body: SimulatePlan,
        response: answers(PlanSimulation),
      },
    },
    async ({ body }) => simulationView(await measures.simulate(body.actor)),
  )

  api.post(
    '/measures/plan/collateral',
    {
      schema: {
        operationId: 'estimatePlanCollateral',
        summary: 'Who else would be hurt by the first of what would be added; looks at flows',
        body: CollateralOfPlan,
        response: answers(PlanCollateral),
      },
    },
    async ({ body: { actor, limit } }) => {
      const { difference } = await planner.preview()
      const found = await planner.collateralOf(difference.added, { actor, limit })
      return {
        estimates: [...found].map(([target, estimate]) => ({
          target,
          subscribersPerDay: estimate.subscribersPerDay,
          otherServices: estimate.otherServices,
          otherSubscribersPerDay: estimate.otherSubscribersPerDay,
          knownGood: estimate.knownGood,
        })),
      }
    },
  )

  api.get(
    '/measures/changes',
    {
      schema: {
        operationId: 'listMeasureChanges',
        summary: 'What came in force and was lifted, when and by whom, newest first',
        querystring: MeasureChangesQuery,
        response: answers(MeasureChanges),
      },
    },
    async ({ query }) => changesView(await planner.changes(query.limit)),
  )
}

function addEntries(api: Api, { measures }: Pick<Ports, 'measures'>): void {
  const { entries } = measures.planner
  api.get(
    '/measures/entries',
    {
      schema: {
        operationId: 'listMeasureEntries',
        summary: 'Host names that a person added, and what is never blocked here',
        response: answers(MeasureEntries),
      },
    },
    async () => ({
      names: (await entries.names()).map(nameView),
      overrides: (await entries.overrides()).map(overrideView),
    }),
  )

  api.post(
    '/measures/names',
    {
      schema: {
        operationId: 'addMeasureName',
        summary: 'Adds a host name, blocked for whoever’s consent names names',
        body: AddName,
        response: answers(MeasureEntry),
      },
    },
    async ({ body: { until, ...entry } }) => {
      const added = await entries.addName({ ...entry, untilMs: Date.parse(until) })
      await measures.refresh()
      return nameView(added)
    },
  )

  api.post(
    '/measures/overrides',
    {
      schema: {
        operationId: 'addMeasureOverride',
        summary: 'Never to be blocked here; lifted at once where it is',
        body: AddOverride,
        response: answers(MeasureEntry),
      },
    },
    async ({ body: { until, ...entry } }) => {
      const untilMs = until === undefined ? null : Date.parse(until)
      const added = await entries.addOverride({ ...entry, untilMs })
      await measures.refresh()
      return overrideView(added)
    },
  )

  api.post(
    '/measures/entries/remove',
    {
      schema: {
        operationId: 'removeMeasureEntry',
        summary: 'Ends an entry; its row stays as history',
        body: RemoveEntry,
        response: answers(EntryRemoved),
      },
    },
    async ({ body: { id, actor } }) => {
      await entries.remove(id, actor)
      await measures.refresh()
      return { isRemoved: true as const }
    },
  )
}
