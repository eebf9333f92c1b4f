import type { FastifyInstance } from 'fastify'
import { bodyOf, memberAsking, type Nonces } from './authenticate.ts'
import { type HttpContext, readJson, readList } from './http-context.ts'

/** Members say what they lifted, and ask what others lifted of what they took back; every request is signed. */
export function addReceiptRoutes(app: FastifyInstance, context: HttpContext, nonces: Nonces): void {
  const { hub, report } = context

  app.post('/v1/receipts', async (request) => {
    const member = await memberAsking(request, context, nonces)
    const outcomes = await hub.receipts.take(
      member,
      readList(readJson(bodyOf(request))['receipts']),
    )
    const refused = outcomes.filter(({ refusal }) => refusal !== null).length
    report({ member: member.id, taken: outcomes.length - refused, refused }, 'sent receipts')
    return { outcomes }
  })

  app.get('/v1/receipts', async (request) => {
    const member = await memberAsking(request, context, nonces)
    return { receipts: await hub.receipts.forSource(member) }
  })
}
