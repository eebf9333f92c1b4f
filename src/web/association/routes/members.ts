import { HubError } from '../../../gate/hub/errors.ts'
import type { MemberProfile } from '../../../gate/hub/member.ts'
import { type Api, answers } from '../../routes/route.ts'
import {
  MemberChange,
  MemberDetail,
  MemberInvitation,
  MemberParameters,
  Members,
  MemberToken,
  NewMember,
  NewMemberToken,
  Reason,
} from '../../schemas/association/members.ts'
import { Done } from '../../schemas/people.ts'
import { instant } from '../../views/time-window.ts'
import { actorOf } from '../actor.ts'
import type { AssociationPorts } from '../ports.ts'
import { alarmView, eventView, maybeInstant, memberView } from '../views.ts'

const DONE = { isDone: true } as const
const EVENTS_SHOWN = 50

/** Who belongs to the association, how they are, and what is done about them. */
export function addMembers(api: Api, { hub, oversight }: AssociationPorts): void {
  api.get(
    '/members',
    {
      schema: {
        operationId: 'listMembers',
        summary: 'All members and how each is',
        response: answers(Members),
      },
    },
    async () => ({
      members: (await oversight.members()).map(memberView),
      version: await hub.list.version(),
    }),
  )

  api.get(
    '/members/:id',
    {
      schema: {
        operationId: 'getMember',
        summary: 'One member with its keys, alarms and record',
        params: MemberParameters,
        response: answers(MemberDetail),
      },
    },
    async ({ params: { id } }) => {
      const member = (await oversight.members()).find((one) => one.id === id)
      if (!member) throw new HubError('MEMBER_NOT_FOUND', 'there is no member of this id')
      const { keys, tokens } = await oversight.memberKeys(id)
      const { events } = await oversight.events({ memberId: id, limit: EVENTS_SHOWN })
      const alarms = await oversight.alarms(0)
      return {
        member: memberView(member),
        version: await hub.list.version(),
        keys: keys.map((key) => ({
          id: key.id,
          createdAt: instant(key.createdAtMs),
          revokedAt: maybeInstant(key.revokedAtMs),
        })),
        tokens: tokens.map(({ face, createdAtMs, expiresAtMs }) => ({
          face,
          createdAt: instant(createdAtMs),
          expiresAt: instant(expiresAtMs),
        })),
        alarms: alarms
          .filter(({ memberId, ownerId }) => memberId === id || ownerId === id)
          .map(alarmView),
        events: events.map(eventView),
      }
    },
  )
  addMembershipActs(api, { hub })
}

function addMembershipActs(api: Api, { hub }: Pick<AssociationPorts, 'hub'>): void {
  api.post(
    '/members',
    {
      schema: {
        operationId: 'addMember',
        summary: 'A new member, vetted by who asks; answers its one-time invitation',
        body: NewMember,
        response: answers(MemberInvitation),
      },
    },
    async (request) => {
      const { id, basis, endsAt, ...profile } = request.body
      const actor = actorOf(request)
      const { secret, expiresAtMs } = await hub.members.add(
        id,
        { ...profile, vetting: { by: actor, basis }, endsAtMs: Date.parse(endsAt) },
        actor,
      )
      return { secret, expiresAt: instant(expiresAtMs) }
    },
  )

  api.post(
    '/members/:id/change',
    {
      schema: {
        operationId: 'changeMember',
        summary: 'Changes the record; who changes basis or end has vetted anew',
        params: MemberParameters,
        body: MemberChange,
        response: answers(Done),
      },
    },
    async (request) => {
      const actor = actorOf(request)
      const { vetting } = await hub.members.get(request.params.id)
      const change = changeOf(request.body, vetting.basis, actor)
      if (Object.keys(change).length > 0) await hub.change(request.params.id, change, actor)
      return DONE
    },
  )

  api.post(
    '/members/:id/invite',
    {
      schema: {
        operationId: 'inviteMember',
        summary:
          'Another one-time invitation; earlier ones are void, and the old key ends when it is used',
        params: MemberParameters,
        response: answers(MemberInvitation),
      },
    },
    async (request) => {
      const { secret, expiresAtMs } = await hub.members.invite(request.params.id, actorOf(request))
      return { secret, expiresAt: instant(expiresAtMs) }
    },
  )

  for (const act of ['suspend', 'resume'] as const)
    api.post(
      `/members/:id/${act}`,
      {
        schema: {
          operationId: `${act}Member`,
          summary:
            act === 'suspend'
              ? 'At once: no request, no token, no voice'
              : 'Ends a suspension; the member’s words count again',
          params: MemberParameters,
          body: Reason,
          response: answers(Done),
        },
      },
      async (request) => {
        await hub[act](request.params.id, request.body.reason, actorOf(request))
        return DONE
      },
    )

  api.post(
    '/members/:id/tokens',
    {
      schema: {
        operationId: 'makeMemberToken',
        summary: 'A token for software that cannot sign requests; its secret is shown once',
        params: MemberParameters,
        body: NewMemberToken,
        response: answers(MemberToken),
      },
    },
    async (request) => {
      const { face, days } = request.body
      const { id } = await hub.members.get(request.params.id)
      return { secret: await hub.tokens.make(id, face, days, actorOf(request)) }
    },
  )
}

function changeOf(
  { basis, endsAt, ...rest }: MemberChange,
  heldBasis: string,
  actor: string,
): Partial<MemberProfile> {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const isVetting = basis !== undefined || endsAt !== undefined
  return {
    ...(Object.fromEntries(given) as Partial<MemberProfile>),
    ...(endsAt === undefined ? {} : { endsAtMs: Date.parse(endsAt) }),
    ...(isVetting ? { vetting: { by: actor, basis: basis ?? heldBasis } } : {}),
  }
}
