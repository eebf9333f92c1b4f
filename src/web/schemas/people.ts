import { z } from 'zod'
import { HOUSES, ROLES } from '../../people/roles.ts'
import { Instant } from './shared.ts'

export const Role = z.enum(ROLES)
const Roles = z.array(Role).max(ROLES.length)
/** A provider's console, or the association's. */
export const House = z.enum(HOUSES)

export const Person = z.object({
  /** Stands in histories. */
  id: z.string(),
  name: z.string(),
  roles: Roles,
})

/** Who is signed in here, and how one could. */
export const SessionState = z.object({
  /** Whose console this is: the page shows another menu in each. */
  house: House,
  person: Person.nullable(),
  /** The roles and what they include. */
  reach: Roles,
  /** The name of the OpenID Connect provider, when there is one. */
  openId: z.string().nullable(),
})

export const PersonSession = z.object({
  id: z.string(),
  means: z.string(),
  createdAt: Instant,
  seenAt: Instant,
  isThis: z.boolean(),
})
export const PersonPasskey = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: Instant,
  usedAt: Instant.nullable(),
})
export const PersonToken = z.object({
  id: z.string(),
  label: z.string(),
  roles: Roles,
  createdAt: Instant,
  expiresAt: Instant,
  usedAt: Instant.nullable(),
})
export const Account = z.object({
  person: Person,
  sessions: z.array(PersonSession),
  passkeys: z.array(PersonPasskey),
  tokens: z.array(PersonToken),
})
export const PersonRow = Person.extend({
  createdAt: Instant,
  createdBy: z.string(),
  removedAt: Instant.nullable(),
})
export const People = z.object({ people: z.array(PersonRow) })

const Secret = z.string().min(1).max(200)
const Handle = z.string().min(1).max(1_000)
const PersonId = z.string().trim().min(1).max(40)
const PersonName = z.string().trim().max(100)

export const LinkLook = z.object({ secret: Secret })
/** `person` is null when the link makes the first administrator. */
export const LinkLookAnswer = z.object({ person: Person.nullable() })
export const LinkSignIn = z.object({
  secret: Secret,
  id: PersonId.optional(),
  name: PersonName.optional(),
})
/** What an authenticator answers; its shape is WebAuthn's and is verified as such. */
const AuthenticatorAnswer = z.looseObject({ id: z.string().max(2_000) })
export const PasskeySignIn = z.object({ response: AuthenticatorAnswer })
export const PasskeyRegistration = z.object({
  response: AuthenticatorAnswer,
  label: z.string().trim().max(100).default(''),
})
/** Options for `navigator.credentials`, as WebAuthn's JSON. */
export const PasskeyOptions = z.looseObject({ challenge: z.string() })
export const OpenIdStart = z.object({ url: z.string() })
export const ById = z.object({ id: Handle })
export const Done = z.object({ isDone: z.literal(true) })

export const NewToken = z.object({
  label: z.string().trim().min(1).max(100),
  roles: Roles.min(1),
  days: z.int().min(1).max(366).default(90),
})
/** The only time that the secret is shown. */
export const TokenAnswer = z.object({ id: z.string(), secret: z.string() })

export const PersonParameters = z.object({ id: PersonId })
export const Invitation = z.object({ id: PersonId, name: PersonName.default(''), roles: Roles })
export const NewRoles = z.object({ roles: Roles })
/** A secret to be put after `/join#`; works once. */
export const LinkAnswer = z.object({ secret: z.string(), expiresAt: Instant })

export type Role = z.infer<typeof Role>
export type House = z.infer<typeof House>
export type Person = z.infer<typeof Person>
export type SessionState = z.infer<typeof SessionState>
export type Account = z.infer<typeof Account>
export type PersonRow = z.infer<typeof PersonRow>
export type People = z.infer<typeof People>
export type LinkLookAnswer = z.infer<typeof LinkLookAnswer>
export type LinkAnswer = z.infer<typeof LinkAnswer>
export type TokenAnswer = z.infer<typeof TokenAnswer>
export type NewToken = z.infer<typeof NewToken>
