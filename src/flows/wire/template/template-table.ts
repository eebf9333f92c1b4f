/**
 * The templates of one observation domain.
 *
 * RFC 7011 §8 scopes templates to the transport session, for UDP address *and port*. Exporters change
 * their port when they restart, and some send templates and data from different ports. So a template
 * counts for its own port first, and for any other port as long as all ports that announced this id
 * agree on it. Where two devices behind one address disagree, neither is read with the other's template.
 */
import type { DecoderLimits } from '../session/limits.ts'
import type { SkippedElements } from '../session/skipped-elements.ts'
import type { Template } from './template.ts'

export type Announced = { readonly port: number; readonly template: Template; touchedAtMs: number }

/** Above it are the ids of TCP connections, which share nothing with others. */
const UDP_PORT_MAX = 65535

/** Estimated octets of a template in V8: entry and places in maps; then what grows with its fields. */
const TEMPLATE_OCTETS = 512
/** A field takes four octets in its announcement and up to a hundred in its layout and key. */
const OCTETS_PER_ANNOUNCED = 25

export class TemplateTable {
  readonly #byId = new Map<number, Announced[]>()
  /** The id asked for last; most exporters send most of their data with one. */
  #lastId = -1
  #lastSessions: readonly Announced[] | undefined
  readonly #limits: DecoderLimits
  readonly #skipped: SkippedElements
  #octets = 0

  /** @param skipped takes what templates counted when they go */
  constructor(limits: DecoderLimits, skipped: SkippedElements) {
    this.#limits = limits
    this.#skipped = skipped
  }

  get count(): number {
    return this.#byId.size
  }

  get octets(): number {
    return this.#octets
  }

  /** The template to read data of `port` with. */
  get(id: number, port: number, nowMs: number): Template | undefined {
    const sessions = id === this.#lastId ? this.#lastSessions : this.#find(id)
    if (!sessions) return undefined
    const only = sessions[0]
    const own = only!.port === port ? only : sessionFor(sessions, port)
    if (!own) return undefined
    if (nowMs - own.touchedAtMs > this.#limits.templateIdleMs) {
      this.#removeWhere(id, (announced) => announced === own)
      return undefined
    }
    own.touchedAtMs = Math.max(own.touchedAtMs, nowMs)
    return own.template
  }

  /** True when exactly this is known already; then it counts as refreshed. */
  refresh(id: number, port: number, announcement: Uint8Array, nowMs: number): boolean {
    const own = this.#byId.get(id)?.find((announced) => announced.port === port)
    if (!own || !isEqual(own.template.announcement, announcement)) return false
    own.touchedAtMs = nowMs
    return true
  }

  /** Every announcement that is in force. */
  *announced(): Iterable<Announced> {
    for (const sessions of this.#byId.values()) yield* sessions
  }

  /** Newer announcements replace older ones of the same port. */
  put(template: Template, port: number, nowMs: number): void {
    this.#lastId = -1
    const { id } = template
    this.#removeWhere(id, (announced) => announced.port === port)
    const sessions = this.#byId.get(id) ?? []
    // Setting anew moves the id to the young end, so that the oldest id gives way.
    this.#byId.delete(id)
    if (this.#byId.size >= this.#limits.templateCountPerDomainMax)
      this.#removeWhere(this.#byId.keys().next().value!, () => true)
    if (sessions.length >= this.#limits.sessionCountPerDomainMax) this.#forget(sessions.shift()!)
    const announced = { port, template, touchedAtMs: nowMs }
    sessions.push(announced)
    this.#octets += octetsOf(announced)
    this.#byId.set(id, sessions)
  }

  withdraw(id: number, port: number): void {
    this.#removeWhere(id, (announced) => announced.port === port)
  }

  /** All of a session's templates, or all of its options templates (RFC 7011 §8.1). */
  withdrawAll(port: number, isOptions: boolean): void {
    for (const id of [...this.#byId.keys()])
      this.#removeWhere(
        id,
        ({ port: other, template }) =>
          other === port && (template.content.kind === 'options') === isOptions,
      )
  }

  /** Hands over what the templates counted that are still in force; they count on. */
  addSkippedTo(skipped: SkippedElements): void {
    for (const { template } of this.announced()) skipped.add(template.skipped)
  }

  #forget(announced: Announced): void {
    this.#octets -= octetsOf(announced)
    this.#skipped.add(announced.template.skipped)
  }

  #find(id: number): readonly Announced[] | undefined {
    this.#lastId = id
    this.#lastSessions = this.#byId.get(id)
    return this.#lastSessions
  }

  #removeWhere(id: number, isGone: (announced: Announced) => boolean): void {
    this.#lastId = -1
    const sessions = this.#byId.get(id)
    if (!sessions) return
    const kept = sessions.filter((announced) => {
      const gone = isGone(announced)
      if (gone) this.#forget(announced)
      return !gone
    })
    if (kept.length === 0) this.#byId.delete(id)
    else this.#byId.set(id, kept)
  }
}

function sessionFor(sessions: readonly Announced[], port: number): Announced | undefined {
  const own = sessions.find((announced) => announced.port === port)
  return own || port > UDP_PORT_MAX ? own : agreed(sessions)
}

function octetsOf({ template }: Announced): number {
  return TEMPLATE_OCTETS + OCTETS_PER_ANNOUNCED * template.announcement.length
}

function agreed(sessions: readonly Announced[]): Announced | undefined {
  const datagrams = sessions.filter(({ port }) => port <= UDP_PORT_MAX)
  const latest = datagrams.at(-1)
  if (!latest) return undefined
  const { announcement } = latest.template
  return datagrams.every((other) => isEqual(other.template.announcement, announcement))
    ? latest
    : undefined
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
