import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
// @ts-expect-error the package carries no types, and only this test uses it
import Provider from 'oidc-provider'
import { OpenIdProvider } from './openid-provider.ts'

const RETURN = 'http://localhost:8080/signed-in'

/** A certified provider on loopback, and a browser's walk through its pages. */
describe('signing in with a provider of one’s own', () => {
  let issuer: string
  const server = createServer()
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'noroshi',
          client_secret: 'a-secret-of-the-test',
          redirect_uris: [RETURN],
          // A secret of the client in the body, as openid-client sends it unless told otherwise.
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: {
        openid: ['sub'],
        profile: ['name', 'preferred_username', 'groups'],
        email: ['email'],
      },
      conformIdTokenClaims: false,
      cookies: { keys: ['of-the-test'] },
      findAccount: async (_context: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({
          sub: id,
          name: 'Yamada Hanako',
          preferred_username: 'hanako',
          groups: id === 'stranger' ? ['everyone'] : ['everyone', 'noc'],
        }),
      }),
    })
    server.on('request', provider.callback())
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const client = (secret = 'a-secret-of-the-test') =>
    new OpenIdProvider({
      label: 'Test',
      issuer,
      clientId: 'noroshi',
      clientSecret: secret,
      claim: 'groups',
      roles: { noc: ['analyst', 'viewer'], constructor: [] },
    })

  it('answers who somebody is, with the roles that the mapping gives', async () => {
    const openId = client()
    const { url, journey } = await openId.begin(RETURN)
    assert.equal(new URL(url).searchParams.get('code_challenge_method'), 'S256')
    const identity = await openId.finish(await walk(url, 'u-42'), journey)
    assert.deepEqual(identity, {
      issuer,
      subject: 'u-42',
      proposedId: 'hanako',
      name: 'Yamada Hanako',
      roles: ['viewer', 'analyst'],
    })
  })

  it('gives no role to whom nothing maps', async () => {
    const openId = client()
    const { url, journey } = await openId.begin(RETURN)
    assert.deepEqual((await openId.finish(await walk(url, 'stranger'), journey)).roles, [])
  })

  it('refuses another journey’s answer, a changed state, a code used twice, and a wrong secret', async () => {
    const openId = client()
    const [one, two] = [await openId.begin(RETURN), await openId.begin(RETURN)]
    const query = await walk(one.url, 'u-42')
    const refused = { code: 'SIGN_IN_REFUSED' }
    await assert.rejects(openId.finish(query, two.journey), refused)
    await assert.rejects(
      openId.finish(query, { ...one.journey, verifier: two.journey.verifier }),
      refused,
    )
    const again = await openId.begin(RETURN)
    const good = await walk(again.url, 'u-42')
    await openId.finish(good, again.journey)
    await assert.rejects(openId.finish(good, again.journey), refused)
    const wrong = client('not-the-secret')
    const third = await wrong.begin(RETURN)
    await assert.rejects(wrong.finish(await walk(third.url, 'u-42'), third.journey), refused)
  })

  it('a provider that is away is named as such, and asked again later', async () => {
    const away = new OpenIdProvider({
      label: 'x',
      issuer: 'http://127.0.0.1:9',
      clientId: 'noroshi',
      clientSecret: 'x',
      claim: 'groups',
      roles: {},
    })
    for (let i = 0; i < 2; i++)
      await assert.rejects(away.begin(RETURN), { code: 'OPENID_UNAVAILABLE' })
  })
})

/** Follows redirects and sends the provider's forms, as a browser would; answers the query of the return. */
async function walk(start: string, login: string): Promise<string> {
  const jar = new Map<string, string>()
  let url = start
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12; step++) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: form } : {}),
    })
    form = undefined
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      jar.set(name!, value!)
    }
    const text = await response.text()
    const next = response.headers.get('location')
    if (next?.startsWith(RETURN)) return next.split('?')[1]!
    if (next) {
      url = new URL(next, url).href
      continue
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1]
    if (!action) throw new Error(`${response.status} ${text.slice(0, 300)}`)
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? 'consent'
    form = new URLSearchParams({ prompt, login, password: 'x' })
    url = new URL(action, url).href
  }
  throw new Error('the provider did not send us back')
}
