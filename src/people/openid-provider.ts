import * as openid from 'openid-client'
import { PeopleError } from './errors.ts'
import type { OpenIdIdentity } from './openid-accounts.ts'
import { isRole, type Role, sortedRoles } from './roles.ts'

export type OpenIdOptions = {
  /** What the button says. */
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Claim whose value, or one of whose values, `roles` maps. */
  readonly claim: string
  readonly roles: Readonly<Record<string, readonly Role[]>>
}

/** What must be remembered between leaving for the provider and coming back. */
export type OpenIdJourney = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
}

const SCOPE = 'openid profile email'
const TIMEOUT_SECONDS = 10

/** Authorization code flow with PKCE, by `openid-client`; discovery happens at the first sign-in. */
export class OpenIdProvider {
  readonly label: string
  readonly #options: OpenIdOptions
  #configuration: Promise<openid.Configuration> | undefined

  constructor(options: OpenIdOptions) {
    this.label = options.label
    this.#options = options
  }

  /** Throws OPENID_UNAVAILABLE. */
  async begin(redirectUri: string): Promise<{ url: string; journey: OpenIdJourney }> {
    const configuration = await this.#discover()
    const verifier = openid.randomPKCECodeVerifier()
    const state = openid.randomState()
    const nonce = openid.randomNonce()
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, journey: { state, nonce, verifier, redirectUri } }
  }

  /** @param query what the provider sent the browser back with. Throws SIGN_IN_REFUSED. */
  async finish(query: string, journey: OpenIdJourney): Promise<OpenIdIdentity> {
    const configuration = await this.#discover()
    const current = new URL(journey.redirectUri)
    current.search = query
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, current, {
        pkceCodeVerifier: journey.verifier,
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Error('no id token')
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {}
      return this.#identity({ ...more, ...claims })
    } catch (cause) {
      throw new PeopleError('SIGN_IN_REFUSED', 'the provider does not vouch', { cause })
    }
  }

  #identity(claims: Readonly<Record<string, unknown>> & { iss: string; sub: string }) {
    const text = (name: string): string =>
      typeof claims[name] === 'string' ? (claims[name] as string).slice(0, 100) : ''
    const value = claims[this.#options.claim]
    const values = (Array.isArray(value) ? value : [value]).map(String)
    const roles = values.flatMap((one) =>
      Object.hasOwn(this.#options.roles, one) ? (this.#options.roles[one] ?? []) : [],
    )
    return {
      issuer: claims.iss,
      subject: claims.sub,
      proposedId: text('preferred_username') || text('email'),
      name: text('name'),
      roles: sortedRoles(roles.filter(isRole)),
    }
  }

  /** Kept once it has worked; a provider that was away is asked again. */
  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options
    const url = new URL(issuer)
    const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
    this.#configuration ??= openid.discovery(url, clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      // Unencrypted only where nobody is between: tests, and a provider beside us.
      ...(isLoopback ? { execute: [openid.allowInsecureRequests] } : {}),
    })
    try {
      return await this.#configuration
    } catch (cause) {
      this.#configuration = undefined
      throw new PeopleError('OPENID_UNAVAILABLE', 'the provider does not answer', { cause })
    }
  }
}
