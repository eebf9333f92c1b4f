import type { AlertPorts } from '../ports/alert-port.ts'
import type { ApiPorts } from '../ports/ports.ts'
import {
  AlertEffect,
  AlertEffectQuery,
  AlertPolicy,
  AlertSample,
  AlertSampleQuery,
  AlertStatus,
  ToldSubscribers,
  ToldSubscribersQuery,
} from '../schemas/alerts.ts'
import { alertStatusView, effectView, sampleView, toldView, turnedOn } from '../views/alert-view.ts'
import { type Api, answers } from './route.ts'

/** How telling subscribers stands, and whether it helps. Acting is for commands on the machine itself. */
export function addAlerts(api: Api, ports: AlertPorts & Pick<ApiPorts, 'audit'>): void {
  api.get(
    '/alerts',
    {
      schema: {
        operationId: 'getAlerts',
        summary: 'How telling subscribers of infected devices stands, as counts',
        response: answers(AlertStatus),
      },
    },
    () => alertStatusView(ports),
  )

  api.get(
    '/alerts/effect',
    {
      schema: {
        operationId: 'getAlertEffect',
        summary: 'Whether telling helps: the told against those who waited, with intervals',
        querystring: AlertEffectQuery,
        response: answers(AlertEffect),
      },
    },
    async ({ query: { round } }) => effectView(await turnedOn(ports).effect(round)),
  )

  api.get(
    '/alerts/policy',
    {
      schema: {
        operationId: 'getAlertPolicy',
        summary:
          'How many are told a day and a minute, how many wait, and when somebody is told again',
        response: answers(AlertPolicy),
      },
    },
    async () => ({ ...turnedOn(ports).policy }),
  )

  api.get(
    '/alerts/sample',
    {
      schema: {
        operationId: 'getAlertSample',
        summary: 'A message as it would go out, by kind of device and language, about nobody',
        querystring: AlertSampleQuery,
        response: answers(AlertSample),
      },
    },
    async ({ query: { deviceKind, message, language, problem } }) =>
      sampleView(turnedOn(ports).preview({ deviceKind, kind: message, language, problem })),
  )

  api.get(
    '/alerts/subscribers',
    {
      schema: {
        operationId: 'listToldSubscribers',
        summary: 'Who was told of what; the look is in the audit',
        querystring: ToldSubscribersQuery,
        response: answers(ToldSubscribers),
      },
    },
    async (request) => {
      const { subscriber, round, reason } = request.query
      const alerts = turnedOn(ports)
      await ports.audit.append({
        kind: 'look-up',
        purpose: 'subscriber-alert',
        actor: request.principal?.actor ?? 'operator',
        reason,
        // Who was asked about would be in the audit for ever.
        subject: `alerts of ${subscriber === undefined ? 'all subscribers' : 'one subscriber'}${round === undefined ? '' : `, round ${round}`}`,
      })
      return toldView(await alerts.subscribers({ subscriber, round }))
    },
  )
}
