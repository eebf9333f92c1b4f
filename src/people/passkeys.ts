import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import { parseAddress } from '../core/address.ts'
import type { PeopleContext } from './context.ts'
import type { Person } from './directory.ts'
import { PeopleError } from './errors.ts'
import { Pending } from './pending.ts'

/** Where the browser is: WebAuthn binds a passkey to the host name, and an answer to the origin. */
export type Site = { readonly hostname: string; readonly origin: string }
export type PasskeyRow = {
  readonly id: string
  readonly label: string
  readonly createdAtMs: number
  readonly usedAtMs: number | null
}

const RELYING_PARTY = 'Noroshi'
const CHALLENGE_OCTETS = 32
/** EdDSA, ES256, RS256 (COSE): what today's authenticators make and every runtime verifies. */
const ALGORITHMS = [-8, -7, -257]
/** More keys than a person has devices. */
const PASSKEY_COUNT_MAX = 20
const LABEL_LENGTH_MAX = 100

/** Three hundred modules of certificate formats: loaded by whoever signs in, not by every command. */
const loadWebAuthn = () => import('@simplewebauthn/server')

/** WebAuthn: a key that never leaves the person's device, and a page it cannot be lured away from. */
export class Passkeys {
  readonly #context: PeopleContext
  /** Challenges; a registration's names its person, a sign-in's nobody. */
  readonly #pending: Pending<string | null>

  constructor(context: PeopleContext) {
    this.#context = context
    this.#pending = new Pending(context.clock)
  }

  /** Throws PASSKEY_SITE_UNSUITABLE or PASSKEY_COUNT_EXCEEDED. */
  async beginRegistration(
    person: Person,
    site: Site,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    assertNamed(site)
    const known = await this.list(person.id)
    if (known.length >= PASSKEY_COUNT_MAX) throw new PeopleError('PASSKEY_COUNT_EXCEEDED')
    const { generateRegistrationOptions } = await loadWebAuthn()
    const options = await generateRegistrationOptions({
      rpName: RELYING_PARTY,
      rpID: site.hostname,
      userName: person.id,
      userID: Uint8Array.from(Buffer.from(person.id)),
      userDisplayName: person.name,
      challenge: this.#challenge(),
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: known.map(({ id }) => ({ id })),
      // Found by the device itself, so that nobody types a name; and a PIN or a finger, not a touch alone.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    this.#pending.add(options.challenge, person.id)
    return options
  }

  /** Throws SIGN_IN_REFUSED when the answer does not fit what was asked of this person. */
  async finishRegistration(
    person: Person,
    site: Site,
    response: unknown,
    label: string,
  ): Promise<void> {
    const challenge = challengeIn(response)
    if (this.#pending.take(challenge) !== person.id) throw new PeopleError('SIGN_IN_REFUSED')
    const { verifyRegistrationResponse } = await loadWebAuthn()
    const verified: VerifiedRegistrationResponse = await refusing(() =>
      verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.hostname,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    )
    if (!verified.verified) throw new PeopleError('SIGN_IN_REFUSED')
    const { credential } = verified.registrationInfo
    const { db, clock } = this.#context
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('person_passkeys')
      .values({
        id: credential.id,
        person_id: person.id,
        public_key: Buffer.from(credential.publicKey).toString('base64url'),
        signature_count: credential.counter,
        transports: JSON.stringify(credential.transports ?? []),
        label: label.replaceAll('\0', '').trim().slice(0, LABEL_LENGTH_MAX),
        created_at: new Date(clock.nowMs()),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 0n) throw new PeopleError('SIGN_IN_REFUSED')
  }

  /** Names no credential: nobody learns from it who has an account. */
  async beginSignIn(site: Site): Promise<PublicKeyCredentialRequestOptionsJSON> {
    assertNamed(site)
    const { generateAuthenticationOptions } = await loadWebAuthn()
    const options = await generateAuthenticationOptions({
      rpID: site.hostname,
      userVerification: 'required',
      challenge: this.#challenge(),
    })
    this.#pending.add(options.challenge, null)
    return options
  }

  /** Answers whose passkey it is. Throws SIGN_IN_REFUSED. */
  async finishSignIn(site: Site, response: unknown): Promise<string> {
    const challenge = challengeIn(response)
    if (this.#pending.take(challenge) !== null) throw new PeopleError('SIGN_IN_REFUSED')
    const answer = response as AuthenticationResponseJSON
    const { db, clock } = this.#context
    const passkey = await db
      .selectFrom('person_passkeys')
      .selectAll()
      .where('id', '=', String(answer.id).slice(0, 2_000))
      .executeTakeFirst()
    if (!passkey) throw new PeopleError('SIGN_IN_REFUSED')
    const { verifyAuthenticationResponse } = await loadWebAuthn()
    const verified: VerifiedAuthenticationResponse = await refusing(() =>
      verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.hostname,
        requireUserVerification: true,
        credential: {
          id: passkey.id,
          publicKey: Uint8Array.from(Buffer.from(passkey.public_key, 'base64url')),
          counter: Number(passkey.signature_count),
        },
      }),
    )
    if (!verified.verified) throw new PeopleError('SIGN_IN_REFUSED')
    await db
      .updateTable('person_passkeys')
      .set({
        signature_count: verified.authenticationInfo.newCounter,
        used_at: new Date(clock.nowMs()),
      })
      .where('id', '=', passkey.id)
      .execute()
    return passkey.person_id
  }

  async list(personId: string): Promise<PasskeyRow[]> {
    const rows = await this.#context.db
      .selectFrom('person_passkeys')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('created_at')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      label: row.label,
      createdAtMs: row.created_at.getTime(),
      usedAtMs: row.used_at?.getTime() ?? null,
    }))
  }

  async remove(personId: string, id: string): Promise<void> {
    await this.#context.db
      .deleteFrom('person_passkeys')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .execute()
  }

  #challenge(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#context.draw(CHALLENGE_OCTETS))
  }
}

function assertNamed({ hostname }: Site): void {
  const isAddress = parseAddress(hostname.replace(/^\[|\]$/g, '')) !== undefined
  if (isAddress) throw new PeopleError('PASSKEY_SITE_UNSUITABLE')
}

/** The challenge that the browser signed; whether it was ours is asked of `Pending`. */
function challengeIn(response: unknown): string {
  try {
    const { clientDataJSON } = (response as { response: { clientDataJSON: string } }).response
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    return String(challenge)
  } catch (cause) {
    throw new PeopleError('SIGN_IN_REFUSED', 'not an answer of an authenticator', { cause })
  }
}

/** The library throws plain errors for whatever a browser, or an attacker, gets wrong. */
async function refusing<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify()
  } catch (cause) {
    throw new PeopleError('SIGN_IN_REFUSED', 'the answer of the authenticator does not fit', {
      cause,
    })
  }
}
