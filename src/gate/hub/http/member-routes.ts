import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { sourcePrefix } from '../../../core/source-prefix.ts'
import { isHash } from '../../warning/trust/shape.ts'
import { keyIdOf, type PublicKey, publicKeyOctets } from '../../warning/trust/signing-key.ts'
import { HubError } from '../errors.ts'
import { offerPieces, type Standing } from '../issuer.ts'
import {
  bodyOf,
  checkSignature,
  memberAsking,
  type Nonces,
  signedRequestOf,
} from './authenticate.ts'
import { type HttpContext, readJson, readList } from './http-context.ts'

/** What a member's software asks; every request is signed. */
export function addMemberRoutes(app: FastifyInstance, context: HttpContext, nonces: Nonces): void {
  const { hub, clock, limits, report } = context

  /** The invitation says who may join, the signature that the key is its own. */
  app.post('/v1/join', async (request) => {
    limits.strangers.spend(sourcePrefix(request.ip, 32))
    const { invitation, key } = readJson(bodyOf(request))
    const publicKey = key as PublicKey | undefined
    if (typeof invitation !== 'string' || !publicKey?.public || !publicKeyOctets(publicKey))
      throw new HubError('HUB_BODY_INVALID', 'an invitation and a public key are needed')
    checkSignature(signedRequestOf(request), publicKey, clock.nowMs(), nonces)
    const member = await hub.members.join(invitation, {
      keytype: 'ed25519',
      public: publicKey.public,
    })
    report({ member: member.id }, 'a member joined')
    return { member: member.id, hub: hub.name, keyId: keyIdOf(publicKey) }
  })

  /** From where the member says that it stands to the list as it may know it. */
  app.get('/v1/list', async (request, reply) => {
    const member = await memberAsking(request, context, nonces)
    const standing = readStanding(request.query as Record<string, unknown>)
    const offer = await hub.issuer.offerParts(member, standing)
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .send(Readable.from(offerPieces(offer), { objectMode: false }))
  })

  app.post('/v1/acknowledgements', async (request, reply) => {
    const member = await memberAsking(request, context, nonces)
    const { holds, enforces } = readJson(bodyOf(request))
    await hub.ledger.acknowledge(member, holds, enforces)
    return reply.status(204).send()
  })

  app.post('/v1/submissions', async (request) => {
    const member = await memberAsking(request, context, nonces)
    const warnings = readList(readJson(bodyOf(request))['warnings'])
    limits.submissions.spend(member.id, warnings.length)
    const outcomes = await hub.list.submit(member, warnings)
    const refusedCount = outcomes.filter(({ refusal }) => refusal !== null).length
    report(
      { member: member.id, taken: outcomes.length - refusedCount, refused: refusedCount },
      'warned',
    )
    return { outcomes }
  })

  /** What the member itself said, so that it can find out where its own books and ours differ. */
  app.get('/v1/submissions', async (request) => {
    const member = await memberAsking(request, context, nonces)
    const { after = '' } = request.query as Record<string, unknown>
    if (typeof after !== 'string') throw new HubError('HUB_BODY_INVALID', 'after is one id')
    return { warnings: await hub.list.saidBy(member.id, after) }
  })

  app.post('/v1/sightings', async (request, reply) => {
    const member = await memberAsking(request, context, nonces)
    await hub.sightings.report(member, readList(readJson(bodyOf(request))['sightings']))
    return reply.status(204).send()
  })

  /** Which warnings the member found right or wrong. */
  app.post('/v1/judgements', async (request, reply) => {
    const member = await memberAsking(request, context, nonces)
    await hub.judgements.report(member, readList(readJson(bodyOf(request))['judgements']))
    return reply.status(204).send()
  })

  app.get('/v1/proofs/:id', async (request) => {
    const member = await memberAsking(request, context, nonces)
    const { id } = request.params as { id: string }
    const row = await hub.list.rowOf(id)
    const isStanding = row !== undefined && row.endsAtMs > clock.nowMs()
    const [known] = isStanding ? hub.issuer.viewOf(member, [row]) : []
    if (!known) throw new HubError('HUB_NOT_FOUND', 'nothing is listed here under this id')
    return { proofs: await hub.log.proofs(id) }
  })

  /** Says only that something changed; what, the member asks in a signed document. */
  app.get('/v1/changes', async (request, reply) => {
    const member = await memberAsking(request, context, nonces)
    if (!member.roles.includes('receiving'))
      throw new HubError('MEMBER_ROLE_MISSING', 'only a receiving member is told of changes')
    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const say = (text: string): void => {
      // Who does not read is not waited for: it finds the changes when it asks.
      if (response.writableLength < 65_536) response.write(text)
    }
    say('event: ready\ndata: {}\n\n')
    let pending: NodeJS.Timeout | undefined
    const stop = hub.list.onChange(() => {
      // Changes come in bursts; two hundred members need not each ask for every one of them.
      pending ??= setTimeout(() => {
        pending = undefined
        say('event: change\ndata: {}\n\n')
      }, GATHER_MS)
    })
    // Suspension is at once also for a connection that was open before.
    const beat = setInterval(async () => {
      const standing = await hub.members.find(member.id).catch(() => undefined)
      if (standing?.status !== 'active' || clock.nowMs() >= standing.endsAtMs) response.end()
      else say(': still here\n\n')
    }, HEARTBEAT_MS)
    response.on('close', () => {
      stop()
      clearTimeout(pending)
      clearInterval(beat)
    })
  })
}

const HEARTBEAT_MS = 5_000
const GATHER_MS = 250

function readStanding(query: Record<string, unknown>): Standing {
  const root = Number(query['root'] ?? 0)
  const version = Number(query['version'])
  const isWhere = query['version'] !== undefined
  const isStanding =
    Number.isSafeInteger(root) &&
    root >= 0 &&
    (!isWhere || (Number.isSafeInteger(version) && version > 0 && isHash(query['hash'])))
  if (!isStanding) throw new HubError('HUB_BODY_INVALID', 'root, version and hash are not sound')
  return { rootVersion: root, list: isWhere ? { version, hash: String(query['hash']) } : null }
}
