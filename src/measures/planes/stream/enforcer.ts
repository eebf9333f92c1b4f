/** Software that asks for decisions: a bouncer of CrowdSec's, or anything that speaks its protocol. */
export type Enforcer = {
  readonly name: string
  /** Of its API key, as `digestOf` makes it; the key itself is nowhere. */
  readonly keyDigest: string
  /** Everybody whose traffic it acts on. It does not know who is who, so all of them must have agreed. */
  readonly sources: readonly string[]
}
