import type { FastifyInstance } from 'fastify'
import { NOTICE_STYLE, noticePage } from '../pages/notice-page.ts'
import type { ApiPorts } from '../ports/ports.ts'

/**
 * The notice for whoever it concerns, without signing in and without a script: what was published, in the words of
 * its day. A draft is never shown here.
 */
export function addPublicNotice(app: FastifyInstance, { notice }: Pick<ApiPorts, 'notice'>): void {
  const { notices } = notice
  app.get('/notice', { schema: { hide: true } }, async (_request, reply) => {
    const versions = await notices.list()
    return reply
      .code(versions.length === 0 ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(noticePage(versions[0], versions))
  })

  app.get('/notice/:version', { schema: { hide: true } }, async (request, reply) => {
    const { version } = request.params as { version: string }
    const versions = await notices.list()
    const found = versions.find((one) => String(one.version) === version)
    return reply
      .code(found ? 200 : 404)
      .type('text/html; charset=utf-8')
      .send(noticePage(found, versions))
  })

  app.get('/notice.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(NOTICE_STYLE),
  )
}
