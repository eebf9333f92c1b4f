import type { FastifyRequest } from 'fastify'
import type { Registry } from '../../cases/registry/registry.ts'
import { isSamePerson } from '../../core/same-person.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { ApiPorts } from '../ports/ports.ts'
import { Done } from '../schemas/people.ts'
import {
  Approvals,
  ApprovalsQuery,
  Calendar,
  CalendarQuery,
  Check,
  CheckQuery,
  Lifetimes,
  Queues,
  RemoveView,
  SavedViews,
  SaveView,
} from '../schemas/workplace.ts'
import { summaryView } from '../views/case-view.ts'
import { entryView } from '../views/list-view.ts'
import { instant } from '../views/time-window.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'registry' | 'lists' | 'people' | 'audit' | 'measures'>

/** What waits, what ends, what one keeps to hand, and the look-up of an address. */
export function addWorkplace(api: Api, ports: Ports): void {
  addQueues(api, ports)
  addViews(api, ports)
  addCheck(api, ports)
}

function addQueues(api: Api, { registry, measures }: Ports): void {
  api.get(
    '/queues',
    {
      schema: {
        operationId: 'getQueues',
        summary: 'What waits for somebody, as counts',
        response: answers(Queues),
      },
    },
    async (request) => {
      const { awaitingOthers, ...queues } = await registry.queues(actorOf(request))
      const mayApprove = request.principal?.reach.has('approver') === true
      return {
        ...queues,
        awaitingMyApproval: mayApprove ? awaitingOthers : 0,
        awaitingPlan: measures.isPreview() ? 0 : await measures.waiting(),
      }
    },
  )

  api.get(
    '/approvals',
    {
      schema: {
        operationId: 'listApprovals',
        summary: 'Requests for publication that nobody has answered, the oldest first',
        querystring: ApprovalsQuery,
        response: answers(Approvals),
      },
    },
    async (request) => ({
      cases: (await registry.approvals(request.query.limit)).map((summary) => ({
        ...summaryView(summary),
        isMine: isSamePerson(summary.request?.by ?? '', actorOf(request)),
      })),
    }),
  )

  api.get(
    '/expiry-calendar',
    {
      schema: {
        operationId: 'getExpiryCalendar',
        summary: 'Warnings that end, by day and kind',
        querystring: CalendarQuery,
        response: answers(Calendar),
      },
    },
    async ({ query: { days, offset } }) => ({
      days: (await registry.calendar(days, offset)).map((day) => ({
        ...day,
        byKind: { ...day.byKind },
      })),
    }),
  )

  api.get(
    '/lifetimes',
    {
      schema: {
        operationId: 'getLifetimes',
        summary: 'How long endpoints of each kind lived by our own warnings, and the lease of each',
        response: answers(Lifetimes),
      },
    },
    async () => ({ kinds: (await registry.lifetimes()).map(lifetimeView) }),
  )
}

function addViews(api: Api, { people }: Ports): void {
  const listed = async (request: FastifyRequest) => ({
    views: (await people.views.list(actorOf(request))).map(({ name, query, savedAtMs }) => ({
      name,
      query: { ...query },
      savedAt: instant(savedAtMs),
    })),
  })
  api.get(
    '/views',
    {
      schema: {
        operationId: 'listViews',
        summary: 'Filters that the asker has saved',
        response: answers(SavedViews),
      },
    },
    listed,
  )

  api.post(
    '/views',
    {
      schema: {
        operationId: 'saveView',
        summary: 'Saves filters under a name; one of the same name is replaced',
        body: SaveView,
        response: answers(SavedViews),
      },
    },
    async (request) => {
      const { name, query } = request.body
      await people.views.save(actorOf(request), name, query as Record<string, string>)
      return listed(request)
    },
  )

  api.post(
    '/views/remove',
    {
      schema: {
        operationId: 'removeView',
        summary: 'Forgets a saved view',
        body: RemoveView,
        response: answers(Done),
      },
    },
    async (request) => {
      await people.views.remove(actorOf(request), request.body.name)
      return { isDone: true as const }
    },
  )
}

function addCheck(api: Api, { registry, lists, audit }: Ports): void {
  api.get(
    '/check',
    {
      schema: {
        operationId: 'check',
        summary: 'What cases and lists say of one address or range; the look-up is in the audit',
        querystring: CheckQuery,
        response: answers(Check),
      },
    },
    async ({ query: { target: asked, reason, actor, limit } }) => {
      const { target, cases, total } = await registry.within(asked, limit)
      // Before the answer, and by its size only: whom somebody asks about is not for others to read.
      await audit.append({
        kind: 'look-up',
        purpose: 'case-review',
        actor,
        reason,
        subject: `cases and lists in a range of /${target.split('/')[1]}`,
      })
      const listed = await lists.within(target, limit)
      return {
        target,
        cases: cases.map(summaryView),
        caseCount: total,
        listed: listed.entries.map((entry) => ({
          ...entryView(entry),
          listKind: entry.listKind,
        })),
        listedCount: listed.total,
      }
    },
  )
}

function lifetimeView({
  kind,
  endedCount,
  runningCount,
  priorMs,
  halfLifeMs,
  leaseMs,
}: Awaited<ReturnType<Registry['lifetimes']>>[number]) {
  return {
    kind,
    endedCount,
    runningCount,
    priorHours: priorMs / HOUR_MS,
    halfLifeHours: halfLifeMs / HOUR_MS,
    leaseHours: leaseMs / HOUR_MS,
  }
}

const actorOf = ({ principal }: FastifyRequest): string => principal?.actor ?? 'operator'
