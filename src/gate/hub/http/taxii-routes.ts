import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type StixIndicator, stixIndicator } from '../../warning/faces/index.ts'
import { uuidOf } from '../../warning/faces/uuid.ts'
import { HubError } from '../errors.ts'
import type { ListRow } from '../list-mirror.ts'
import type { Member } from '../member.ts'
import { tokenAsking } from './authenticate.ts'
import { assertUse } from './face-routes.ts'
import { type HttpContext, sendError } from './http-context.ts'
import { readTaxiiQuery, type TaxiiQuery } from './taxii-query.ts'

export const TAXII_FACE = 'taxii'
export const TAXII_TYPE = 'application/taxii+json;version=2.1'
const ACCEPTED =
  /^\s*(application\/taxii\+json(\s*;\s*version=2\.1)?|application\/\*|\*\/\*)\s*(;.*)?$/

type Entry = { readonly addedUs: number; readonly object: StixIndicator }

/** TAXII 2.1 with one collection, read only: the member's own copy of the list as STIX indicators. */
export function addTaxiiRoutes(app: FastifyInstance, context: HttpContext): void {
  const { hub } = context
  const collection = {
    id: uuidOf(`taxii ${hub.name}`),
    title: 'Probable C2 endpoints',
    can_read: true,
    can_write: false,
    media_types: ['application/stix+json;version=2.1'],
  }
  const base = `/taxii2/api/collections/${collection.id}`
  const answer = (
    path: string,
    make: (request: FastifyRequest, reply: FastifyReply, member: Member) => unknown,
  ): void => {
    app.get(path, { exposeHeadRoute: false }, async (request, reply) => {
      const { member } = await tokenAsking(request, TAXII_FACE, context)
      assertUse(member, 'notify-subscribers', context)
      const accepts = (request.headers.accept ?? '*/*').split(',')
      if (!accepts.some((each) => ACCEPTED.test(each)))
        return sendTaxii(reply.status(406), { title: 'Not Acceptable', http_status: '406' })
      return sendTaxii(reply, await make(request, reply, member))
    })
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
  answer(`${base}/manifest/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member, context)
    const objects = page.entries.map(({ addedUs, object }) => ({
      id: object.id,
      date_added: microseconds(addedUs),
      version: object.modified,
      media_type: 'application/stix+json;version=2.1',
    }))
    return envelope(page, objects)
  })
  answer(`${base}/objects/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member, context)
    return envelope(
      page,
      page.entries.map(({ object }) => object),
    )
  })
  answer(`${base}/objects/:id/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member, context, idOf(request))
    if (page.entries.length === 0) throw new HubError('HUB_NOT_FOUND', 'there is no such object')
    return envelope(
      page,
      page.entries.map(({ object }) => object),
    )
  })
  answer(`${base}/objects/:id/versions/`, async (request, reply, member) => {
    const page = await pageOf(request, reply, member, context, idOf(request))
    if (page.entries.length === 0) throw new HubError('HUB_NOT_FOUND', 'there is no such object')
    const versions = page.entries.map(({ object }) => object.modified)
    return { ...envelope(page, []), versions }
  })
  app.route({
    method: ['POST', 'DELETE'],
    url: `${base}/objects/`,
    handler: async (_request, reply) =>
      sendError(reply, new HubError('MEMBER_ROLE_MISSING', 'the collection is read only')),
  })
}

type Page = { readonly entries: readonly Entry[]; readonly isMore: boolean }

async function pageOf(
  request: FastifyRequest,
  reply: FastifyReply,
  member: Member,
  { hub }: HttpContext,
  id?: string,
): Promise<Page> {
  const query = readTaxiiQuery(request.query as Record<string, unknown>)
  const { listed, former } = await hub.list.standing()
  const entries = hub.issuer
    .viewOf(member, [...listed, ...former])
    .map((row: ListRow) => ({
      addedUs: row.addedUs,
      object: stixIndicator(row.warning, hub.name),
    }))
    .filter((entry) => matches(entry, query) && (id === undefined || entry.object.id === id))
    .sort((a, b) => a.addedUs - b.addedUs)
  const page = entries.slice(0, query.limit)
  const [first, last] = [page[0], page.at(-1)]
  if (first && last) {
    reply.header('x-taxii-date-added-first', microseconds(first.addedUs))
    reply.header('x-taxii-date-added-last', microseconds(last.addedUs))
  }
  return { entries: page, isMore: entries.length > page.length }
}

function matches({ addedUs, object }: Entry, query: TaxiiQuery): boolean {
  const has = (words: readonly string[] | undefined, word: string): boolean =>
    words === undefined || words.includes(word)
  return (
    addedUs > query.afterUs &&
    has(query.ids, object.id) &&
    has(query.types, object.type) &&
    has(query.specVersions, object.spec_version) &&
    // There is only the newest version of an object, which is also the first that is left.
    (query.versions === undefined ||
      query.versions.some((word) => ['all', 'first', 'last', object.modified].includes(word)))
  )
}

/** `next` is where the page ended: numbers of no two objects are the same, so none is missed or told twice. */
function envelope({ entries, isMore }: Page, objects: readonly unknown[]): Record<string, unknown> {
  if (objects.length === 0) return {}
  return { more: isMore, ...(isMore ? { next: String(entries.at(-1)!.addedUs) } : {}), objects }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id

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
