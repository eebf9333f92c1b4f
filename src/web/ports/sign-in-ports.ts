import type { Clock } from '../../core/clock.ts'
import type { OpenIdProvider } from '../../people/openid-provider.ts'
import type { People } from '../../people/people.ts'
import type { Principal } from '../../people/principal.ts'

/** What letting people in needs, whichever house they come to. */
export type SignInPorts = {
  readonly people: People
  readonly clock: Clock
  readonly signIn: {
    /** Who somebody is that has not signed in. The service lets in nobody; tests of routes name somebody. */
    readonly anonymous: Principal | null
    /** Browsers reach us by https, so cookies are never to travel without. */
    readonly isSecure: boolean
    readonly openId?: OpenIdProvider
  }
}

/** Where a house is opened, and what is shown there. */
export type ConsolePorts = {
  /** Absolute; holds the built console, or does not exist. */
  readonly consoleDirectory: string
  /** Host names, without port, under which the service may be opened besides the loopback's. */
  readonly allowedHosts: readonly string[]
}
