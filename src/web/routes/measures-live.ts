import type { FastifyRequest } from 'fastify'
import { parseEndpoint } from '../../core/endpoint.ts'
import { warningIdOf } from '../../gate/warning/warning-id.ts'
import { ReleaseError } from '../../measures/release/errors.ts'
import { formatSubject, parseSubject } from '../../measures/release/subject.ts'
import type { LiveMeasuresPort } from '../ports/measures-live-port.ts'
import type { ApiPorts } from '../ports/ports.ts'
import { WebError } from '../problems/errors.ts'
import {
  AskRelease,
  LiveMeasures,
  PlaneOutcomes,
  PlaneParameters,
  PlaneRules,
  PlaneRulesQuery,
  ReleaseEnded,
  ReleaseParameters,
  ReleasePreview,
  ReleasePreviewQuery,
  ReleaseReceipt,
  Releases,
  ReleasesQuery,
  RevokeRelease,
  SwitchMeasures,
  UndoLift,
  UndoRelease,
} from '../schemas/measures-live.ts'
import {
  liveMeasuresView,
  outcomesView,
  planeRulesView,
  receiptView,
  releaseView,
  rulesView,
  UNDO_MS,
} from '../views/measures-live-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'measuresLive' | 'nowMs' | 'registry'>

const ENDED = { isEnded: true } as const

/** What devices hold now, the switch for all of it, and the release desk. */
export function addMeasuresLive(api: Api, ports: Ports): void {
  addPlanes(api, ports)
  addSwitch(api, ports)
  addReleases(api, ports)
}

function addPlanes(api: Api, ports: Ports): void {
  api.get(
    '/measures',
    {
      schema: {
        operationId: 'getLiveMeasures',
        summary: 'Whether anything is blocked, and how each device stands',
        response: answers(LiveMeasures),
      },
    },
    async (request) =>
      liveMeasuresView(ports.measuresLive, { nowMs: ports.nowMs(), actor: actorOf(request) }),
  )

  api.get(
    '/measures/planes/:name/rules',
    {
      schema: {
        operationId: 'listPlaneRules',
        summary: 'What one device says it holds, beside what is wanted of it',
        params: PlaneParameters,
        querystring: PlaneRulesQuery,
        response: answers(PlaneRules),
      },
    },
    async ({ params: { name }, query }) => {
      const live = liveOf(ports)
      const held = (await live.held()).get(name)
      if (held === undefined) throw new WebError('NOT_FOUND')
      return planeRulesView(name, live.wanted().get(name) ?? [], held, query)
    },
  )

  api.post(
    '/measures/mend',
    {
      schema: {
        operationId: 'mendPlanes',
        summary: 'Reads every device now and puts right what differs from what is wanted',
        body: UndoLift,
        response: answers(LiveMeasures),
      },
    },
    async (request) => {
      const live = liveOf(ports)
      await live.mend()
      return liveMeasuresView(live, { nowMs: ports.nowMs(), actor: actorOf(request) })
    },
  )
}

function addSwitch(api: Api, ports: Ports): void {
  api.post(
    '/measures/lift',
    {
      schema: {
        operationId: 'liftAllMeasures',
        summary: 'Lifts everything on every device, at once; it stays so until it is resumed',
        body: SwitchMeasures,
        response: answers(PlaneOutcomes),
      },
    },
    async ({ body: { actor, reason } }) => outcomesView(await liveOf(ports).liftAll(actor, reason)),
  )

  api.post(
    '/measures/lift/undo',
    {
      schema: {
        operationId: 'undoLift',
        summary: 'Within five seconds, by whoever lifted: as if it had not been',
        body: UndoLift,
        response: answers(PlaneOutcomes),
      },
    },
    async ({ body: { actor } }) => {
      const live = liveOf(ports)
      const { lift } = live.status()
      if (!lift) throw new ReleaseError('RELEASE_NOT_FOUND', 'nothing was lifted')
      if (lift.liftedBy !== actor || ports.nowMs() - lift.liftedAtMs > UNDO_MS)
        throw new ReleaseError('RELEASE_UNDO_LATE', 'an approver can turn measures on again')
      return outcomesView(await live.resume(actor, 'undone'))
    },
  )

  api.post(
    '/measures/resume',
    {
      schema: {
        operationId: 'resumeMeasures',
        summary: 'What is in force holds again on every device',
        body: SwitchMeasures,
        response: answers(PlaneOutcomes),
      },
    },
    async ({ body: { actor, reason } }) => outcomesView(await liveOf(ports).resume(actor, reason)),
  )
}

function addReleases(api: Api, ports: Ports): void {
  api.get(
    '/releases',
    {
      schema: {
        operationId: 'listReleases',
        summary: 'What was released, by whom and how fast, with its proof; newest first',
        querystring: ReleasesQuery,
        response: answers(Releases),
      },
    },
    async (request) => {
      const { limit, subject } = request.query
      const subjects = subject === undefined ? undefined : subjectsOf(subject)
      const found = (await ports.measuresLive?.releases(limit, subjects)) ?? []
      const actor = actorOf(request)
      const cases = await publishedCases(ports, found)
      return {
        releases: found.map((release) =>
          releaseView(release, cases.get(release.subject) ?? null, ports.nowMs(), actor),
        ),
      }
    },
  )

  api.get(
    '/release-preview',
    {
      schema: {
        operationId: 'previewRelease',
        summary: 'Every rule that a release would lift, and why; it changes nothing',
        querystring: ReleasePreviewQuery,
        response: answers(ReleasePreview),
      },
    },
    async ({ query: { subject, cause } }) => {
      const { rules } = await liveOf(ports).previewRelease(subject, cause)
      return { subject, rules: rulesView(rules) }
    },
  )

  api.post(
    '/releases',
    {
      schema: {
        operationId: 'releaseSubject',
        summary: 'Lifts every rule that touches it, on every device, and proves that it is gone',
        body: AskRelease,
        response: answers(ReleaseReceipt),
      },
    },
    async ({ body: { actor, ...asked } }) =>
      receiptView(await liveOf(ports).release({ ...asked, by: actor })),
  )

  api.post(
    '/releases/:id/undo',
    {
      schema: {
        operationId: 'undoRelease',
        summary: 'Within five seconds, by whoever released: blocks again',
        params: ReleaseParameters,
        body: UndoRelease,
        response: answers(ReleaseEnded),
      },
    },
    async ({ params, body }) => {
      await liveOf(ports).undoRelease(params.id, body.actor)
      return ENDED
    },
  )

  api.post(
    '/releases/:id/revoke',
    {
      schema: {
        operationId: 'revokeRelease',
        summary: 'Takes a release back at any time; what is still in force is blocked again',
        params: ReleaseParameters,
        body: RevokeRelease,
        response: answers(ReleaseEnded),
      },
    },
    async ({ params, body }) => {
      await liveOf(ports).revokeRelease(params.id, body.actor, body.reason)
      return ENDED
    },
  )
}

/** Throws `WebError` NOT_FOUND where no device is configured. */
function liveOf({ measuresLive }: Ports): LiveMeasuresPort {
  if (!measuresLive) throw new WebError('NOT_FOUND')
  return measuresLive
}

const actorOf = ({ principal }: FastifyRequest): string => principal?.actor ?? 'operator'

/** As releases are written down. Throws `ReleaseError`. */
function subjectsOf(text: string): readonly string[] {
  const subject = parseSubject(text)
  const own = formatSubject(subject)
  return subject.kind === 'endpoint' ? [own, subject.endpoint.address] : [own]
}

/** By subject, of those that are endpoints. */
async function publishedCases(
  { registry }: Ports,
  releases: readonly { readonly subject: string }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(
    releases.flatMap(({ subject }) => {
      const endpoint = parseEndpoint(subject)
      return endpoint ? [[subject, warningIdOf(endpoint)] as const] : []
    }),
  )
  const told = await registry.told({ ids: [...new Set(ids.values())] })
  const known = new Set(told.map(({ id }) => id))
  return new Map([...ids].filter(([, id]) => known.has(id)))
}
