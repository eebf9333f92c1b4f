import type { FastifyInstance } from 'fastify'
import type { ApiPorts } from '../ports/ports.ts'

/** Prometheus wants this place and this media type. */
export function addMetrics(app: FastifyInstance, ports: Pick<ApiPorts, 'metrics'>): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const text = await ports.metrics()
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text)
  })
}
