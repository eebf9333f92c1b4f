import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { API_DESCRIPTION } from './api-description.ts'
import { describeApi } from './openapi.ts'
import type { ApiPorts } from './ports/ports.ts'
import { WebError } from './problems/errors.ts'
import { addAlerts } from './routes/alerts.ts'
import { addAudit } from './routes/audit.ts'
import { addCandidates } from './routes/candidates.ts'
import { addCaseActivity } from './routes/case-activity.ts'
import { addCaseDecisions } from './routes/case-decisions.ts'
import { addCaseEvidence } from './routes/case-evidence.ts'
import { addCases } from './routes/cases.ts'
import { addConsent } from './routes/consent.ts'
import { addConsentDesk } from './routes/consent-desk.ts'
import { addEvaluations } from './routes/evaluations.ts'
import { addExporters } from './routes/exporters.ts'
import { addFlowsSummary } from './routes/flows-summary.ts'
import { addHealth } from './routes/health.ts'
import { addHub } from './routes/hub.ts'
import { addLists } from './routes/lists.ts'
import { addMeasuresLive } from './routes/measures-live.ts'
import { addMeasuresPlan } from './routes/measures-plan.ts'
import { addMeasuresSimulation } from './routes/measures-simulation.ts'
import { addMetrics } from './routes/metrics.ts'
import { addModel } from './routes/model.ts'
import { addNotice } from './routes/notice.ts'
import { addPeople } from './routes/people.ts'
import type { Api } from './routes/route.ts'
import { addSettings } from './routes/settings.ts'
import { addWorkplace } from './routes/workplace.ts'

/** `/api/v1` and `/metrics`, the same for the browser and for commands. */
/** @param addMore routes that only one of the two places has */
export async function registerApi(
  app: Api,
  ports: ApiPorts,
  addMore: (api: Api) => void = () => {},
): Promise<void> {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(
    async (scope) => {
      const api: Api = scope.withTypeProvider()
      await describeApi(api, API_DESCRIPTION)
      addHealth(api, ports)
      addExporters(api, ports)
      addFlowsSummary(api, ports)
      addCandidates(api, ports)
      addModel(api, ports)
      addEvaluations(api, ports)
      addCases(api, ports)
      addCaseActivity(api, ports)
      addCaseDecisions(api, ports)
      addCaseEvidence(api, ports)
      addHub(api, ports)
      addLists(api, ports)
      addSettings(api, ports)
      addWorkplace(api, ports)
      addAlerts(api, ports)
      addAudit(api, ports)
      addNotice(api, ports)
      addConsent(api, ports)
      addConsentDesk(api, ports)
      addMeasuresPlan(api, ports)
      addMeasuresSimulation(api, ports)
      addMeasuresLive(api, ports)
      addPeople(api, ports)
      addMore(api)
      api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger())
      api.setNotFoundHandler(() => {
        throw new WebError('NOT_FOUND')
      })
    },
    { prefix: '/api/v1' },
  )
  addMetrics(app, ports)
}
