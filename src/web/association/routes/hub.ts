import { DAY_MS } from '../../../core/time-span.ts'
import { STATISTICS_SPAN_MS } from '../../../gate/hub/statistics/member-statistics.ts'
import { type Api, answers } from '../../routes/route.ts'
import {
  AssociationLedger,
  AssociationOverview,
  AssociationStatistics,
  Chase,
  HubRecord,
  LogState,
  PeopleRecord,
  PeopleRecordQuery,
  RecordQuery,
} from '../../schemas/association/hub.ts'
import { Done } from '../../schemas/people.ts'
import { instant } from '../../views/time-window.ts'
import { actorOf } from '../actor.ts'
import type { AssociationPorts } from '../ports.ts'
import {
  alarmView,
  eventView,
  hourView,
  logView,
  maybeInstant,
  memberView,
  warningView,
} from '../views.ts'

/** The hub as a whole: at a glance, its ledger, its log, its record, how good its members are. */
export function addHub(api: Api, ports: AssociationPorts): void {
  const { hub, oversight, disputes, people, logKey, isSynthetic } = ports

  api.get(
    '/overview',
    {
      schema: {
        operationId: 'getOverview',
        summary: 'Everything that has to be seen at once',
        response: answers(AssociationOverview),
      },
    },
    async () => {
      const { members, warnings, version, day, ledger, log, alarms } = await oversight.overview()
      const { unreached, behind, ending, invited, suspended } = members
      // What waits first, the soonest due first.
      const heard = await disputes.list()
      const overdue = heard.filter(({ isOverdue }) => isOverdue).length
      const next = heard.find(({ isOverdue }) => !isOverdue)
      return {
        hub: hub.name,
        isSynthetic,
        members: {
          receiving: members.receiving,
          reached: members.reached,
          unreached: unreached.map(memberView),
          behind: behind.map(memberView),
          ending: ending.map(memberView),
          invited: invited.map(memberView),
          suspended: suspended.map(memberView),
        },
        warnings,
        version,
        day: day.map(hourView),
        ledger: {
          withdrawals: ledger.withdrawals,
          members: ledger.members,
          oldestAt: maybeInstant(ledger.oldestAtMs),
        },
        disputes: { open: heard.length, overdue, nextDueAt: maybeInstant(next?.dueAtMs ?? null) },
        log: logView(log, logKey),
        alarms: alarms.map(alarmView),
      }
    },
  )

  api.get(
    '/ledger',
    {
      schema: {
        operationId: 'getLedger',
        summary: 'Who still acts on what was withdrawn, since when, and when they were chased',
        response: answers(AssociationLedger),
      },
    },
    async () => {
      const { members, withdrawals, withdrawalCount } = await oversight.ledger()
      const receipts = await oversight.receipts()
      return {
        members: members.map((member) => ({
          memberId: member.memberId,
          name: member.name,
          contacts: [...member.contacts],
          status: member.status,
          withdrawals: member.withdrawalCount,
          oldestAt: instant(member.oldestAtMs),
          contactAt: maybeInstant(member.contactAtMs),
          chasedAt: maybeInstant(member.chasedAtMs),
        })),
        withdrawals: withdrawals.map(({ warning, withdrawnAtMs, memberIds }) => ({
          warning: warningView(warning),
          withdrawnAt: instant(withdrawnAtMs),
          memberIds: [...memberIds],
        })),
        withdrawalCount,
        receipts: receipts.map(({ warning, receivedAtMs, version: _, ...receipt }) => ({
          ...receipt,
          warning: warning && warningView(warning),
          receivedAt: instant(receivedAtMs),
        })),
      }
    },
  )

  api.post(
    '/ledger/chase',
    {
      schema: {
        operationId: 'chaseMember',
        summary: 'Has a member’s software ask again, and records who reminded it',
        body: Chase,
        response: answers(Done),
      },
    },
    async (request) => {
      await oversight.chase(request.body.memberId, actorOf(request))
      return { isDone: true } as const
    },
  )

  api.get(
    '/log',
    {
      schema: {
        operationId: 'getLog',
        summary: 'The transparency log: its tree, who has seen it, and when it was stamped',
        response: answers(LogState),
      },
    },
    async () => logView(await oversight.log(), logKey),
  )

  api.get('/log/checkpoint', { schema: { hide: true } }, async (_request, reply) => {
    const { checkpoint, size } = await oversight.log()
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="checkpoint-${size}.txt"`)
      .send(checkpoint)
  })

  api.get(
    '/record',
    {
      schema: {
        operationId: 'getRecord',
        summary: 'Who did what, newest first',
        querystring: RecordQuery,
        response: answers(HubRecord),
      },
    },
    async ({ query: { cursor, ...filter } }) => {
      const { events, next } = await oversight.events({ ...filter, before: cursor })
      return { events: events.map(eventView), nextCursor: next }
    },
  )

  api.get(
    '/record/people',
    {
      schema: {
        operationId: 'getPeopleRecord',
        summary: 'Who let whom in and gave or took which role, newest first',
        querystring: PeopleRecordQuery,
        response: answers(PeopleRecord),
      },
    },
    async ({ query: { cursor, limit } }) => {
      const events = await people.events.list(limit + 1, cursor)
      const shown = events.slice(0, limit)
      return {
        events: shown.map(({ atMs, roles, ...event }) => ({
          ...event,
          at: instant(atMs),
          roles: roles && [...roles],
        })),
        nextCursor: events.length > shown.length ? shown.at(-1)!.sequence : null,
      }
    },
  )

  api.get(
    '/statistics',
    {
      schema: {
        operationId: 'getStatistics',
        summary: 'How right and how fast each member is',
        response: answers(AssociationStatistics),
      },
    },
    async () => {
      const names = new Map((await hub.members.list()).map(({ id, name }) => [id, name]))
      const statistics = await hub.memberStatistics()
      return {
        days: Math.round(STATISTICS_SPAN_MS / DAY_MS),
        members: statistics.map(({ memberId, accuracy, speed }) => ({
          memberId,
          name: names.get(memberId) ?? memberId,
          accuracy,
          speed,
        })),
      }
    },
  )
}
