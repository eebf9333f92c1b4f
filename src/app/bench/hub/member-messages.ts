/** What the process of the members is started with. */
export type MembersTask = { readonly url: string }

export type MembersOrder =
  | { readonly kind: 'join'; readonly invitations: readonly string[] }
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

export type MembersMessage = { readonly kind: 'ready' } | ({ readonly kind: 'done' } & RoundFigures)

export type RoundFigures = {
  /** From the question to the last octet of the answer, for each request. */
  readonly wallMs: readonly number[]
  /** Of the last answer. */
  readonly octets: number
}
