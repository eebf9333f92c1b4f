import type { FastifyInstance } from 'fastify'
import { NoroshiError } from '../../core/error.ts'
import { PeopleError } from '../../people/errors.ts'
import type { OpenIdJourney } from '../../people/openid-provider.ts'
import { Pending } from '../../people/pending.ts'
import type { SignInPorts } from '../ports/sign-in-ports.ts'
import { OpenIdStart } from '../schemas/people.ts'
import { type Api, answers } from './route.ts'
import { begin, siteOf } from './sign-in.ts'

type Ports = Pick<SignInPorts, 'people' | 'signIn' | 'clock'>
type Waiting = { readonly journey: OpenIdJourney; readonly personId: string | undefined }

/** Registered with the provider, below the public address of the console. */
export const OPENID_RETURN_PATH = '/signed-in'
/**
 * Ties the way back to the browser that left: without it somebody could send another person an
 * address that signs them in as himself. Lax, because the way back is a link from another site.
 */
const JOURNEY_COOKIE = 'noroshi-journey'

/** Both ends of the way to the provider. A person who is signed in connects the identity instead. */
export function addOpenId(app: FastifyInstance, api: Api, ports: Ports): void {
  const { people, signIn } = ports
  const waiting = new Pending<Waiting>(ports.clock)

  api.post(
    '/sign-in/openid',
    {
      schema: {
        operationId: 'beginOpenIdSignIn',
        summary: 'Where to go to sign in with the OpenID Connect provider',
        response: answers(OpenIdStart),
      },
    },
    async (request, reply) => {
      if (!signIn.openId) throw new PeopleError('OPENID_UNAVAILABLE')
      const redirectUri = `${siteOf(request).origin}${OPENID_RETURN_PATH}`
      const { url, journey } = await signIn.openId.begin(redirectUri)
      waiting.add(journey.state, { journey, personId: request.principal?.person?.id })
      reply.setCookie(JOURNEY_COOKIE, journey.state, {
        path: OPENID_RETURN_PATH,
        httpOnly: true,
        sameSite: 'lax',
        secure: signIn.isSecure,
      })
      return { url }
    },
  )

  app.get(OPENID_RETURN_PATH, { schema: { hide: true } }, async (request, reply) => {
    const query = request.url.split('?')[1] ?? ''
    const state = request.cookies[JOURNEY_COOKIE]
    reply.clearCookie(JOURNEY_COOKIE, { path: OPENID_RETURN_PATH })
    try {
      const isOurs = state !== undefined && new URLSearchParams(query).get('state') === state
      const left = isOurs ? waiting.take(state) : undefined
      if (!left || !signIn.openId) throw new PeopleError('SIGN_IN_REFUSED')
      const { journey, personId } = left
      const identity = await signIn.openId.finish(query, journey)
      if (personId !== undefined) await people.openId.connect(personId, identity)
      else await begin(ports, reply, await people.openId.enter(identity), 'openid')
      return reply.redirect('/')
    } catch (error) {
      if (!(error instanceof NoroshiError)) throw error
      // A page and not a document: a person's browser is here.
      return reply.redirect(`/?refused=${error.code}`)
    }
  })
}
