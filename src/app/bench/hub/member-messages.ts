import type { PublicKey } from '../../../gate/warning/trust/signing-key.ts'

/** What the process of the members is started with. */
export type MembersTask = { readonly url: string; readonly members: number }

export type MembersOrder =
  /** Every member asks for what is new, one after the other, and stands there. */
  | { readonly kind: 'follow' }
  /** Every member says that it enforces what it stands at. */
  | { readonly kind: 'acknowledge' }
  | {
      readonly kind: 'get'
      readonly target: string
      readonly token: string
      readonly times: number
    }

/** Keys are told, and do not join by themselves: so many at once from one address are slowed down, and rightly. */
export type MembersMessage =
  | { readonly kind: 'ready'; readonly keys: readonly PublicKey[] }
  | ({ readonly kind: 'done' } & RoundFigures)

export type RoundFigures = {
  /** From the question to the last octet of the answer, for each request. */
  readonly wallMs: readonly number[]
  /** Of the last answer. */
  readonly octets: number
}
