import { CaseError } from '../../cases/errors.ts'
import type { PlainDecision } from '../../cases/registry/registry.ts'
import { UNDO_MS } from '../../cases/registry/undo.ts'
import type { Principal } from '../../people/principal.ts'
import type { ApiPorts } from '../ports/ports.ts'
import {
  BulkAnswer,
  BulkDecision,
  Case,
  Confirmation,
  Decision,
  Publication,
} from '../schemas/cases.ts'
import { CaseParameters } from '../schemas/queries.ts'
import { UndoDecisions } from '../schemas/workplace.ts'
import { caseView, publicationOf } from '../views/case-view.ts'
import { instant } from '../views/time-window.ts'
import { type Api, answers } from './route.ts'

const PLAIN: readonly { readonly verb: PlainDecision; readonly summary: string }[] = [
  { verb: 'review', summary: 'A person begins to look into the case' },
  { verb: 'dismiss', summary: 'A person says: this is not one' },
  { verb: 'reopen', summary: 'A person takes a decision back' },
  { verb: 'decline', summary: 'A request for publication is refused, or taken back' },
  { verb: 'dispute', summary: 'An owner or a member claims that the case is wrong' },
  { verb: 'uphold', summary: 'The dispute was heard, and the case stands' },
  { verb: 'release', summary: 'The dispute was heard, and the endpoint is let go' },
  { verb: 'retract', summary: 'The warning was wrong and is taken back' },
]

type Ports = Pick<ApiPorts, 'registry' | 'nowMs'>

/** The answer is the case as it is afterwards. */
export function addCaseDecisions(api: Api, ports: Ports): void {
  const { registry } = ports
  for (const { verb, summary } of PLAIN)
    api.post(
      `/cases/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}Case`,
          summary,
          params: CaseParameters,
          body: Decision,
          response: answers(Case),
        },
      },
      async ({ params, body }) => caseView(await registry[verb](params.id, body)),
    )

  api.post(
    '/cases/:id/confirm',
    {
      schema: {
        operationId: 'confirmCase',
        summary: 'A person says: this is a C2 server, or what else it is',
        params: CaseParameters,
        body: Confirmation,
        response: answers(Case),
      },
    },
    async ({ params, body: { kind, ...decision } }) =>
      caseView(
        await registry.confirm(params.id, { ...decision, ...(kind === undefined ? {} : { kind }) }),
      ),
  )
  addPublication(api, ports)

  api.post(
    '/case-decisions',
    {
      schema: {
        operationId: 'decideCases',
        summary: 'One decision on many cases, each by itself; answers which were refused',
        body: BulkDecision,
        response: answers(BulkAnswer),
      },
    },
    async ({ body: { ids, verb, ...decision } }) => {
      const outcomes = [...(await registry.decideMany(ids, verb, decision))]
      const isUndoable = verb !== 'retract' && outcomes.some(({ refusal }) => refusal === null)
      return { outcomes, undoUntil: isUndoable ? instant(ports.nowMs() + UNDO_MS) : null }
    },
  )

  api.post(
    '/case-decisions/undo',
    {
      schema: {
        operationId: 'undoDecisions',
        summary: 'Takes back what the asker decided within the last seconds, as if it had not been',
        body: UndoDecisions,
        response: answers(BulkAnswer),
      },
    },
    async ({ body: { ids, actor } }) => {
      const taken = await registry.decideMany(ids, 'undo', { actor, note: 'taken back' })
      return { outcomes: [...taken], undoUntil: null }
    },
  )
}

const PUBLICATION = [
  { verb: 'publish', summary: 'Asks for publication; a second person has to approve' },
  { verb: 'approve', summary: 'The second person agrees, and the warning goes out' },
] as const

function addPublication(api: Api, { registry }: Ports): void {
  for (const { verb, summary } of PUBLICATION)
    api.post(
      `/cases/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}Case`,
          summary,
          params: CaseParameters,
          body: Publication,
          response: answers(Case),
        },
      },
      async ({ params, body, principal }) => {
        assertProven(principal)
        return caseView(await registry[verb](params.id, publicationOf(body)))
      },
    )
}

/** A token that somebody at the machine made for a person does not stand for the person here (decision 0020). */
function assertProven(principal: Principal | null): void {
  if (!principal?.isProven)
    throw new CaseError('PERSON_UNPROVEN', 'publishing takes two persons who have signed in')
}
