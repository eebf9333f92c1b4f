import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { createPeople, type People } from '../../people/index.ts'
import { OpenIdProvider } from '../../people/openid-provider.ts'
import type { PublicPorts } from '../../web/ports/ports.ts'
import type { Configuration } from '../configuration.ts'
import { readSecretFile } from '../named-file.ts'
import { drawOctets, systemClock } from '../system-ports.ts'

/** People with the limits of the configuration. */
export function configuredPeople(database: Database, { signIn }: Configuration): People {
  return createPeople(database, systemClock, drawOctets, {
    idleMs: signIn.idleMinutes * MINUTE_MS,
    absoluteMs: signIn.hoursMax * HOUR_MS,
  })
}

/** How the console is reached, and the ways in. */
export function signInPorts(
  configuration: Configuration,
): Pick<PublicPorts, 'allowedHosts' | 'signIn'> {
  const { publicUrl } = configuration.console
  const openId = configuration.signIn.openId
  return {
    allowedHosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    signIn: {
      anonymous: null,
      isSecure: publicUrl?.startsWith('https:') === true,
      ...(openId === undefined
        ? {}
        : {
            openId: new OpenIdProvider({
              label: openId.label,
              issuer: openId.issuer,
              clientId: openId.clientId,
              clientSecret: readSecretFile(openId.clientSecretFile),
              claim: openId.claim,
              roles: openId.roles,
            }),
          }),
    },
  }
}

/** Passkeys need a name, so loopback is given its own. */
export function signInUrl(configuration: Configuration, consoleUrl: string): string {
  const url = new URL(configuration.console.publicUrl ?? consoleUrl)
  if (isLoopback(url.hostname.replace(/^\[|\]$/g, ''))) url.hostname = 'localhost'
  return url.href
}

function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || /^127\./.test(address)
}
