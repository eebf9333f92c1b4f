import type { FastifyInstance } from 'fastify'
import {
  type CrowdSecStream,
  crowdSecChanges,
  crowdSecStartup,
  FACES,
  type FaceInput,
} from '../../warning/faces/index.ts'
import type { WarningUse } from '../../warning/warning.ts'
import { HubError } from '../errors.ts'
import type { Member } from '../member.ts'
import { tokenAsking } from './authenticate.ts'
import type { HttpContext } from './http-context.ts'

export const CROWDSEC_FACE = 'crowdsec'
const CROWDSEC_USE: WarningUse = 'block-with-consent'

/** The list in the forms that software reads, each by a token for that form alone. */
export function addFaceRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get('/faces/:face/:path', async (request, reply) => {
    const { face: name, path } = request.params as { face: string; path: string }
    const face = FACES.find((each) => each.name === name)
    if (!face) throw new HubError('HUB_NOT_FOUND', 'the list has no such form')
    const { member } = await tokenAsking(request, name, context)
    assertUse(member, face.use, context)
    const files = face.render(await inputFor(member, context))
    const file = files.find((each) => each.path === path)
    if (!file) throw new HubError('HUB_NOT_FOUND', 'this form has no such file')
    await context.hub.bulk.gave(member, 1 / files.length)
    return reply
      .header('content-type', file.mediaType)
      .header('cache-control', 'no-store')
      .send(file.body)
  })

  addCrowdSec(app, context)
}

/**
 * CrowdSec's bouncers keep no cursor, so the hub keeps one for each token, and moves it one request late: a lost
 * answer is told again with the next one. After a restart everything is told again. Both are harmless,
 * because adding and deleting twice is the same as once; a lost retraction would not be.
 */
function addCrowdSec(app: FastifyInstance, context: HttpContext): void {
  const cursors = new Map<string, { confirmed: number; told: number }>()
  app.get('/v1/decisions/stream', { exposeHeadRoute: false }, async (request) => {
    const { member, secret } = await tokenAsking(request, CROWDSEC_FACE, context)
    assertUse(member, CROWDSEC_USE, context)
    const isStart = (request.query as Record<string, unknown>)['startup'] === 'true'
    const cursor = cursors.get(secret) ?? { confirmed: 0, told: 0 }
    const { stream, version } = isStart
      ? await startupFor(member, context)
      : await changesFor(member, cursor.confirmed, context)
    cursors.set(secret, { confirmed: isStart ? 0 : cursor.told, told: version })
    return stream
  })
  // Asked to see whether the API is there; moves nothing.
  app.head('/v1/decisions/stream', async (request, reply) => {
    await tokenAsking(request, CROWDSEC_FACE, context)
    return reply.header('content-type', 'application/json').send()
  })
}

type Told = { readonly stream: CrowdSecStream; readonly version: number }

async function startupFor(member: Member, context: HttpContext): Promise<Told> {
  const input = await inputFor(member, context)
  await context.hub.bulk.gave(member, 1)
  return { stream: crowdSecStartup(input), version: input.version }
}

/** Two hundred bouncers ask every ten seconds: costs by what has changed, whatever is held. */
async function changesFor(member: Member, since: number, context: HttpContext): Promise<Told> {
  const { hub, clock } = context
  const version = await hub.list.version()
  const copyOf = hub.issuer.viewer(member)
  const changed = (await hub.list.changesSince(since, Number.POSITIVE_INFINITY)).flatMap(
    (row) => copyOf(row) ?? [],
  )
  const addresses = new Set(changed.map(({ warning }) => warning.address))
  const beside = await hub.list.onAddresses(addresses)
  const listed = beside.flatMap((row) => copyOf(row) ?? [])
  const input = { hub: hub.name, version, nowMs: clock.nowMs(), listed, former: [] }
  return { stream: crowdSecChanges(input, changed), version }
}

/** The member's own copy of the list. */
export async function inputFor(member: Member, { hub, clock }: HttpContext): Promise<FaceInput> {
  const version = await hub.list.version()
  const { listed, former } = await hub.list.standing()
  return {
    hub: hub.name,
    version,
    nowMs: clock.nowMs(),
    listed: hub.issuer.viewOf(member, listed),
    former: hub.issuer.viewOf(member, former),
  }
}

/** Refused and told to the operator: data asked for another purpose is what the law looks at. */
export function assertUse(member: Member, use: WarningUse, { report }: HttpContext): void {
  if (member.uses.includes(use)) return
  report(
    { member: member.id, use },
    'a form was asked for a use that the member was not vetted for',
  )
  throw new HubError('USE_NOT_ALLOWED', `the member was not vetted for ${use}`)
}
