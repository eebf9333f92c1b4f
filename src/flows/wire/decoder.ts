import { restoreSnapshot, takeSnapshot } from './decoder-snapshot.ts'
import type { FlowSink } from './flow-batch.ts'
import type {
  DecodeObserver,
  DecoderMemory,
  FlowDecoder,
  TransportSession,
} from './flow-decoder.ts'
import { decodeIpfix } from './netflow/ipfix.ts'
import { decodeNetflow5 } from './netflow/netflow5.ts'
import { decodeNetflow9 } from './netflow/netflow9.ts'
import type { Tunnel } from './packet/tunnel.ts'
import { resumePositions, takePositions } from './sequence-positions.ts'
import { ExporterStates } from './session/exporter-state.ts'
import { HeldSets } from './session/held-sets.ts'
import { DECODER_LIMITS, type DecoderLimits } from './session/limits.ts'
import { Message } from './session/message.ts'
import { SflowReader } from './sflow/sflow-sample.ts'
import { decodeSflow5 } from './sflow/sflow5.ts'
import { SetReader } from './template/set-reader.ts'

export type FlowDecoderOptions = {
  readonly limits?: Partial<DecoderLimits>
  /**
   * Tunnels to look into where an exporter sends packet headers (sFlow, IPFIX packet sections): the
   * record is then of the packet inside. Default none: the record is of the tunnel's own ends.
   */
  readonly decapsulate?: readonly Tunnel[]
}

/** A decoder for all four protocols; it owns the templates of every exporter it hears. */
export function createFlowDecoder(options: FlowDecoderOptions = {}): FlowDecoder {
  const limits = { ...DECODER_LIMITS, ...options.limits }
  const tunnels = options.decapsulate ?? []
  const states = new ExporterStates(limits)
  const held = new HeldSets(limits)
  const sets = new SetReader(limits, states, held, tunnels)
  const sflow = new SflowReader(tunnels)
  const message = new Message()

  return {
    decode(
      payload: Uint8Array,
      session: TransportSession,
      receivedAtMs: number,
      sink: FlowSink,
      observer: DecodeObserver,
    ): number {
      message.begin(payload, session, receivedAtMs, sink, observer)
      if (payload.length < 4) message.refuse('MESSAGE_TOO_SHORT')
      else {
        const version = message.view.getUint16(0)
        if (version === 9) decodeNetflow9(message, states, sets)
        else if (version === 10) decodeIpfix(message, states, sets)
        else if (version === 5) decodeNetflow5(message, states)
        // sFlow's version is 32 bits wide.
        else if (version === 0 && message.view.getUint16(2) === 5)
          decodeSflow5(message, states, sflow)
        else message.refuse('VERSION_UNKNOWN')
      }
      return message.rowCount
    },

    skippedElements: () => [...states.skipped()],

    get memory(): DecoderMemory {
      return {
        exporters: states.exporterCount,
        stateOctets: states.octets,
        heldOctets: held.octets,
      }
    },

    get changeCount(): number {
      return states.changeCount
    },

    snapshot: () => takeSnapshot(states),

    restore: (snapshot: unknown, nowMs: number) =>
      restoreSnapshot(snapshot, nowMs, states, sets.factory, limits),

    positions: () => takePositions(states),

    resume: (positions: readonly unknown[]) => resumePositions(positions, states),

    endSession({ exporter, port }: TransportSession): void {
      for (const domain of states.ofExporter(exporter)) {
        domain.endSession(port)
        held.giveUpSession(domain, port)
      }
    },

    giveUp(nowMs?: number): void {
      held.giveUp(nowMs === undefined ? Number.POSITIVE_INFINITY : nowMs - limits.heldAgeMaxMs)
    },
  }
}
