/** The sets of a NetFlow v9 or IPFIX message: templates are learnt, data becomes rows. */

import type { Tunnel } from '../packet/tunnel.ts'
import type { DomainState } from '../session/domain-state.ts'
import type { ExporterStates } from '../session/exporter-state.ts'
import type { HeldSets } from '../session/held-sets.ts'
import type { DecoderLimits } from '../session/limits.ts'
import type { Message } from '../session/message.ts'
import { DataSetReader } from './data-set.ts'
import { TemplateFactory } from './template-factory.ts'
import { readTemplateSet, TEMPLATE_ID_MIN } from './template-set.ts'

export type SetVersion = {
  readonly version: 9 | 10
  readonly templateSetId: number
  readonly optionsTemplateSetId: number
}

const SET_HEADER_OCTETS = 4

export class SetReader {
  readonly factory: TemplateFactory
  readonly #states: ExporterStates
  readonly #held: HeldSets
  readonly #data: DataSetReader

  constructor(
    limits: DecoderLimits,
    states: ExporterStates,
    held: HeldSets,
    tunnels: readonly Tunnel[],
  ) {
    this.factory = new TemplateFactory(limits)
    this.#states = states
    this.#held = held
    this.#data = new DataSetReader(limits, tunnels)
  }

  /**
   * Reads the sets between `at` and `end`.
   *
   * @param fallbackInterval sampling interval where the domain announced none; 0 = none either
   * @returns how many data records there were, or `undefined` when a set could not be counted
   */
  read(
    message: Message,
    domain: DomainState,
    version: SetVersion,
    at: number,
    end: number,
    fallbackInterval: number,
  ): number | undefined {
    const { view } = message
    let recordCount: number | undefined = 0
    let offset = at
    while (end - offset >= SET_HEADER_OCTETS) {
      const id = view.getUint16(offset)
      const length = view.getUint16(offset + 2)
      // A message may claim to be shorter than its last set (a router does); the datagram decides.
      if (length < SET_HEADER_OCTETS || offset + length > view.byteLength) {
        // Some exporters fill the datagram up with zeros.
        if (id === 0 && length === 0 && isZero(message.payload, offset, end)) break
        message.refuse('SET_LENGTH_INVALID')
        return undefined
      }
      const start = offset + SET_HEADER_OCTETS
      offset += length
      if (id >= TEMPLATE_ID_MIN) {
        setSamplingInterval(message, domain, fallbackInterval)
        const count = this.#readData(message, domain, id, start, offset)
        recordCount =
          recordCount === undefined || count === undefined ? undefined : recordCount + count
      } else this.#readTemplates(message, domain, version, id, start, offset)
    }
    return recordCount
  }

  /**
   * Reads what was waiting for the templates of this message. To be called when the message itself is
   * done with: what it said of sampling then holds for them too.
   */
  release(message: Message, domain: DomainState, fallbackInterval: number): void {
    if (message.learnt.length === 0) return
    const { receivedAtMs, learnt } = message
    for (const id of learnt)
      for (const held of this.#held.waiting(domain, id)) {
        if (!domain.templates.get(id, held.port, receivedAtMs)) continue
        this.#held.remove(held)
        message.recall(held)
        message.setSystemInit(domain.systemInitMs)
        setSamplingInterval(message, domain, fallbackInterval)
        this.#readData(message, domain, id, 0, held.octets.length)
      }
  }

  #readTemplates(
    message: Message,
    domain: DomainState,
    version: SetVersion,
    id: number,
    start: number,
    end: number,
  ): void {
    const isOptions = id === version.optionsTemplateSetId
    if (!isOptions && id !== version.templateSetId) {
      message.refuse('SET_UNKNOWN')
      return
    }
    const kind = { version: version.version, isOptions }
    readTemplateSet(message, domain, this.factory, kind, start, end)
    this.#states.settle(message, domain)
  }

  #readData(
    message: Message,
    domain: DomainState,
    id: number,
    start: number,
    end: number,
  ): number | undefined {
    const template = domain.templates.get(id, message.session.port, message.receivedAtMs)
    if (!template) {
      const isHeld = message.weight > 0 && this.#held.hold(message, domain, id, start, end)
      if (!isHeld) message.refuse('TEMPLATE_MISSING')
      return undefined
    }
    const count = this.#data.read(message, domain, template, start, end)
    if (template.content.kind === 'options') {
      message.setSystemInit(domain.systemInitMs)
      this.#states.settle(message, domain)
    }
    return count
  }
}

/** Before each set, because options before it in the same message may have told. */
function setSamplingInterval(
  message: Message,
  domain: DomainState,
  fallbackInterval: number,
): void {
  message.otherSamplerInterval = fallbackInterval || message.policy.missing
  message.samplingInterval = domain.samplingInForce.interval || message.otherSamplerInterval
}

function isZero(octets: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (octets[i] !== 0) return false
  return true
}
