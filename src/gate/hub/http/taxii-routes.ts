import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NoroshiError } from '../../../core/error.ts'
import { uuidOf } from '../../warning/faces/uuid.ts'
import { HubError } from '../errors.ts'
import type { Member } from '../member.ts'
import { tokenAsking } from './authenticate.ts'
import { assertUse } from './face-routes.ts'
import { type HttpContext, statusOf } from './http-context.ts'
import { type TaxiiPage, taxiiPageOf } from './taxii-page.ts'
import { readTaxiiQuery } from './taxii-query.ts'

export const TAXII_FACE = 'taxii'
export const TAXII_TYPE = 'application/taxii+json;version=2.1'
const ACCEPTED =
  /^\s*(application\/taxii\+json(\s*;\s*version=2\.1)?|application\/\*|\*\/\*)\s*(;.*)?$/
const ALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** TAXII 2.1 with one collection, read only: the member's own copy of the list as STIX indicators. */
export function addTaxiiRoutes(app: FastifyInstance, context: HttpContext): void {
  const { hub, limits } = context
  const collection = {
    id: uuidOf(`taxii ${hub.name}`),
    title: 'Probable C2 endpoints',
    can_read: true,
    can_write: false,
    media_types: ['application/stix+json;version=2.1'],
  }
  const base = `/taxii2/api/collections/${collection.id}`
  const guarded =
    (make: (request: FastifyRequest, reply: FastifyReply, member: Member) => unknown) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const { member } = await tokenAsking(request, TAXII_FACE, context, limits.pages)
        assertUse(member, 'notify-subscribers', context)
        const accepts = (request.headers.accept ?? '*/*').split(',')
        if (!accepts.some((each) => ACCEPTED.test(each)))
          return sendTaxii(reply.status(406), { title: 'Not Acceptable', http_status: '406' })
        return sendTaxii(reply, await make(request, reply, member))
      } catch (error) {
        if (error instanceof NoroshiError) return sendRefusal(reply, error)
        throw error
      }
    }
  const answer = (path: string, make: Parameters<typeof guarded>[0]): void => {
    app.get(path, { exposeHeadRoute: false }, guarded(make))
  }
  answer('/taxii2/', () => ({
    title: hub.name,
    api_roots: ['/taxii2/api/'],
    default: '/taxii2/api/',
  }))
  answer('/taxii2/api/', () => ({
    title: hub.name,
    versions: [TAXII_TYPE],
    max_content_length: 1,
  }))
  answer('/taxii2/api/collections/', () => ({ collections: [collection] }))
  answer(`${base}/`, () => collection)
  const pageOf = async (request: FastifyRequest, reply: FastifyReply, member: Member) => {
    const query = readTaxiiQuery(request.query as Record<string, unknown>)
    const { id } = request.params as { id?: string }
    const page = await taxiiPageOf(hub, member, id === undefined ? query : narrowed(query, id))
    if (id !== undefined && page.entries.length === 0)
      throw new HubError('HUB_NOT_FOUND', 'there is no such object')
    await hub.bulk.gave(member, page.entries.length / Math.max(1, hub.list.length))
    const [first, last] = [page.entries[0], page.entries.at(-1)]
    if (first && last) {
      reply.header('x-taxii-date-added-first', microseconds(first.addedUs))
      reply.header('x-taxii-date-added-last', microseconds(last.addedUs))
    }
    return page
  }
  answer(`${base}/manifest/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member)
    const objects = page.entries.map(({ addedUs, object }) => ({
      id: object.id,
      date_added: microseconds(addedUs),
      version: object.modified,
      media_type: 'application/stix+json;version=2.1',
    }))
    return envelope(page, 'objects', objects)
  })
  for (const path of [`${base}/objects/`, `${base}/objects/:id/`])
    answer(path, async (request, reply, member) => {
      const page = await pageOf(request, reply, member)
      return envelope(
        page,
        'objects',
        page.entries.map(({ object }) => object),
      )
    })
  answer(`${base}/objects/:id/versions/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member)
    return envelope(
      page,
      'versions',
      page.entries.map(({ object }) => object.modified),
    )
  })
  const readOnly = guarded(() => {
    throw new HubError('MEMBER_ROLE_MISSING', 'the collection is read only')
  })
  for (const url of [`${base}/objects/`, `${base}/objects/:id/`])
    app.route({ method: ALL_METHODS.filter((method) => method !== 'GET'), url, handler: readOnly })
  app.route({
    method: [...ALL_METHODS],
    url: '/taxii2/*',
    handler: guarded(() => {
      throw new HubError('HUB_NOT_FOUND', 'there is nothing here; every path ends in a slash')
    }),
  })
}

const narrowed = <Query extends { readonly ids: ReadonlySet<string> | undefined }>(
  query: Query,
  id: string,
): Query => ({ ...query, ids: new Set(query.ids === undefined || query.ids.has(id) ? [id] : []) })

/** `next` is where the page ended: numbers of no two objects are the same, so none is missed or told twice. */
function envelope(
  { entries, isMore }: TaxiiPage,
  name: 'objects' | 'versions',
  listed: readonly unknown[],
): Record<string, unknown> {
  if (listed.length === 0) return {}
  const next = isMore ? { next: String(entries.at(-1)!.addedUs) } : {}
  return { more: isMore, ...next, [name]: listed }
}

/** TAXII 2.1 §3.6.1; a 401 without a challenge is none (RFC 9110 §15.5.2). */
function sendRefusal(reply: FastifyReply, error: NoroshiError<string>): FastifyReply {
  const status = statusOf(error.code)
  if (status === 401) reply.header('www-authenticate', 'Basic realm="TAXII", charset="UTF-8"')
  if (status === 429) reply.header('retry-after', '60')
  return sendTaxii(reply.status(status), {
    title: error.message,
    error_code: error.code,
    http_status: String(status),
  })
}

/** By hand: the framework writes `version="2.1"`, which OASIS's own client does not recognise. */
function sendTaxii(reply: FastifyReply, value: unknown): FastifyReply {
  const body = Buffer.from(JSON.stringify(value))
  reply.hijack()
  reply.raw.writeHead(reply.statusCode, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': TAXII_TYPE,
    'content-length': body.length,
  })
  reply.raw.end(body)
  return reply
}

/** RFC 3339 with six digits: a `Date` of this language knows three, and two changes would be one. */
export function microseconds(us: number): string {
  const text = new Date(Math.floor(us / 1000)).toISOString()
  return `${text.slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`
}
