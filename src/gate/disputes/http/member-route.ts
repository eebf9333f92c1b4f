import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Disputes } from '../disputes.ts'

/** What a member's software reads of disputes about its own warnings. The request is signed, as all of a member's. */
export const MEMBER_DISPUTES_PATH = '/v1/disputes'

/** @param asking which member signed; throws when none did */
export function addMemberDisputes(
  app: FastifyInstance,
  disputes: Disputes,
  asking: (request: FastifyRequest) => Promise<{ readonly id: string }>,
): void {
  app.get(MEMBER_DISPUTES_PATH, async (request, reply) => {
    const member = await asking(request)
    return reply
      .header('cache-control', 'no-store')
      .send({ disputes: await disputes.forMember(member.id) })
  })
}
