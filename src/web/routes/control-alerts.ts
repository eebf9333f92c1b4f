import type { AlertPorts } from '../ports/alert-port.ts'
import {
  AlertImportAnswer,
  AlertImportRequest,
  AlertObserveAnswer,
  AlertObserveRequest,
  AlertPlan,
  AlertPlanRequest,
  AlertSendAnswer,
  AlertSendRequest,
} from '../schemas/alerts.ts'
import { importedView, planView, turnedOn } from '../views/alert-view.ts'
import { type Api, answers } from './route.ts'

/** What `noroshi alert` asks of a running service. It reads files by path, so it is never on a TCP port. */
export function addControlAlerts(api: Api, ports: AlertPorts): void {
  api.post(
    '/alerts/import',
    { schema: { body: AlertImportRequest, response: answers(AlertImportAnswer) } },
    ({ body }) => importedView(turnedOn(ports), body),
  )

  api.post(
    '/alerts/plan',
    { schema: { body: AlertPlanRequest, response: answers(AlertPlan) } },
    async ({ body }) => {
      const alerts = turnedOn(ports)
      return planView(alerts, await alerts.plan(body))
    },
  )

  api.post(
    '/alerts/send',
    { schema: { body: AlertSendRequest, response: answers(AlertSendAnswer) } },
    async ({ body }) => ({ ...(await turnedOn(ports).send(body)) }),
  )

  api.post(
    '/alerts/observe',
    { schema: { body: AlertObserveRequest, response: answers(AlertObserveAnswer) } },
    async ({ body }) => ({ ...(await turnedOn(ports).observe(body.actor)) }),
  )
}
