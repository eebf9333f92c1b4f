import { BackgroundWork } from '../background-work.ts'
import type { ApiPorts } from '../ports/ports.ts'
import { workOf } from '../schemas/background-work.ts'
import { PlanSimulation, SimulatePlan } from '../schemas/measures.ts'
import { workView } from '../views/background-work-view.ts'
import { simulationView } from '../views/measures-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'measures' | 'nowMs'>
const SimulationWork = workOf(PlanSimulation)

/** The plan against the last day's flows; it may take a while, and goes on when the page is left. */
export function addMeasuresSimulation(api: Api, { measures, nowMs }: Ports): void {
  const work = new BackgroundWork<PlanSimulation>(nowMs)

  api.get(
    '/measures/simulation',
    {
      schema: {
        operationId: 'getMeasureSimulation',
        summary: 'How far the simulation that was begun last is, and what came of it',
        response: answers(SimulationWork),
      },
    },
    async () => workView(work.state),
  )

  api.post(
    '/measures/simulation',
    {
      schema: {
        operationId: 'beginMeasureSimulation',
        summary: 'Begins to ask what the plan would have cut in the last day; a look at flows',
        body: SimulatePlan,
        response: answers(SimulationWork),
      },
    },
    async ({ body: { actor } }) =>
      workView(
        work.start(actor, async (onProgress) =>
          simulationView(await measures.simulate(actor, onProgress)),
        ),
      ),
  )
}
