/**
 * Data that came before its template, kept until the template comes or patience ends.
 *
 * Bounded in octets for each exporter and for all, and in time. When there is no room the newest is
 * refused, not the oldest displaced: a sender of data that never gets a template then costs nothing
 * but a comparison.
 */
import type { HeldOwner, HeldSet } from './held-set.ts'
import type { DecoderLimits } from './limits.ts'
import type { Message } from './message.ts'

/** Estimated octets in V8 of a held set beside its records. */
const SET_OCTETS = 512

export class HeldSets {
  readonly #limits: DecoderLimits
  /** In the order of receipt. */
  readonly #all = new Set<HeldSet>()
  #octets = 0

  constructor(limits: DecoderLimits) {
    this.#limits = limits
  }

  /** What waits, by estimate. */
  get octets(): number {
    return this.#octets
  }

  get count(): number {
    return this.#all.size
  }

  /** Keeps the octets of the payload between `at` and `end`; false when there is no room. */
  hold(message: Message, owner: HeldOwner, templateId: number, at: number, end: number): boolean {
    this.giveUp(message.receivedAtMs - this.#limits.heldAgeMaxMs)
    const cost = SET_OCTETS + end - at
    const { exporter } = owner
    if (
      this.#octets + cost > this.#limits.heldOctetsMax ||
      exporter.heldOctets + cost > this.#limits.heldOctetsPerExporterMax
    )
      return false
    const held: HeldSet = {
      owner,
      templateId,
      octets: message.payload.slice(at, end),
      port: message.session.port,
      receivedAtMs: message.receivedAtMs,
      exportMs: message.exportMs,
      uptimeMs: message.uptimeMs,
      isUptimeKnown: message.isUptimeKnown,
      weight: message.weight,
      observer: message.observer,
    }
    this.#octets += cost
    exporter.heldOctets += cost
    message.observer.waiting?.(1)
    this.#all.add(held)
    const sameTemplate = owner.held.get(templateId)
    if (sameTemplate) sameTemplate.add(held)
    else owner.held.set(templateId, new Set([held]))
    return true
  }

  /** What waits for the template, oldest first; taken out only by `remove`. */
  waiting(owner: HeldOwner, templateId: number): readonly HeldSet[] {
    return [...(owner.held.get(templateId) ?? [])]
  }

  remove(held: HeldSet): void {
    if (!this.#all.delete(held)) return
    held.observer.waiting?.(-1)
    const { owner, templateId } = held
    const cost = SET_OCTETS + held.octets.length
    this.#octets -= cost
    owner.exporter.heldOctets -= cost
    const sameTemplate = owner.held.get(templateId)
    sameTemplate?.delete(held)
    if (sameTemplate?.size === 0) owner.held.delete(templateId)
  }

  /** Counts what came in a session that has ended. */
  giveUpSession(owner: HeldOwner, port: number): void {
    for (const sameTemplate of owner.held.values())
      for (const held of sameTemplate) if (held.port === port) this.#refuse(held)
  }

  /** Counts what came before `receivedBeforeMs` as missing its template. */
  giveUp(receivedBeforeMs: number): void {
    for (const held of this.#all) {
      if (held.receivedAtMs >= receivedBeforeMs) return
      this.#refuse(held)
    }
  }

  #refuse(held: HeldSet): void {
    this.remove(held)
    held.observer.refused('TEMPLATE_MISSING', 1)
  }
}
