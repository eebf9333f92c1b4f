import type { FastifyInstance } from 'fastify'
import { formatNoteKey } from '../../log/note.ts'
import { isTilePath } from '../../log/tile-path.ts'
import { HubError } from '../errors.ts'
import { CONFIRMATIONS } from '../log-keeper.ts'
import type { HttpContext } from './http-context.ts'

/** Public: the log says nothing but that something was stated (c2sp.org/tlog-tiles). */
export function addLogRoutes(app: FastifyInstance, { hub, roots }: HttpContext): void {
  app.get('/log/checkpoint', async (_request, reply) => {
    const checkpoint = hub.log.checkpoint()
    if (checkpoint === undefined) throw notFound()
    return reply
      .header('content-type', 'text/plain; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(checkpoint)
  })

  app.get('/log/tile/*', async (request, reply) => {
    const path = `tile/${(request.params as { '*': string })['*']}`
    // Looked up only when it can be a tile's: the path is somebody's text.
    const tile = isTilePath(path) ? hub.log.tile(path) : undefined
    if (!tile) throw notFound()
    return reply
      .header('content-type', 'application/octet-stream')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(tile))
  })

  /** That the tree of one size begins with the tree of another (RFC 6962 §2.1.2); base64, one hash on each line. */
  app.get('/log/consistency/:old/:size', async (request, reply) => {
    const { old, size } = request.params as { old: string; size: string }
    const [from, to] = [old, size].map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : -1))
    if (from! < 1 || to! < from! || to! > hub.log.size) throw notFound()
    const hashes = hub.log.consistencyProof(from!, to!).map((hash) => hash.toString('base64'))
    return reply
      .header('content-type', 'text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(hashes.map((hash) => `${hash}\n`).join(''))
  })

  /** The newest checkpoint that was time-stamped (`openssl ts -verify`) or sealed, and the word on it. */
  for (const [path, type] of [
    [CONFIRMATIONS.stamp.of, 'text/plain; charset=utf-8'],
    [CONFIRMATIONS.stamp.by, 'application/timestamp-reply'],
    [CONFIRMATIONS.seal.of, 'text/plain; charset=utf-8'],
    [CONFIRMATIONS.seal.by, 'application/jose'],
  ] as const)
    app.get(`/log/${path}`, async (_request, reply) => {
      const octets = hub.log.tile(path)
      if (!octets) throw notFound()
      return reply.header('content-type', type).send(Buffer.from(octets))
    })

  /** Who trusts the first one may follow the rest from anywhere. */
  app.get('/v1/roots', async () => ({
    hub: hub.name,
    roots,
    logKey: formatNoteKey(hub.log.key),
  }))
}

const notFound = (): HubError => new HubError('HUB_NOT_FOUND', 'the log has nothing here')
