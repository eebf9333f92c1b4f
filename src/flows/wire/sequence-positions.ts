/**
 * Where sequences stand, in a form that survives a restart: what was sent while nobody listened, or
 * was lost with a process that died, is then missing by its number instead of unnoticed.
 */
import {
  isSequencePosition,
  SEQUENCE_POSITION_COUNT_MAX,
  type SequencePosition,
} from './sequence-position.ts'
import type { ExporterStates } from './session/exporter-state.ts'
import { Message } from './session/message.ts'
import { PORT_MAX } from './snapshot-shape.ts'

const SFLOW5 = 3

/** A TCP connection dies with its process, so its numbers are not kept. */
export function takePositions(states: ExporterStates): SequencePosition[] {
  const positions: SequencePosition[] = []
  for (const { exporter, domain } of states.all()) {
    const name = Buffer.from(exporter).toString('hex')
    for (const [session, { expected, heardAtMs }] of domain.sequences()) {
      const isConnection = session > PORT_MAX && domain.kind !== SFLOW5
      if (expected === undefined || isConnection) continue
      if (positions.length >= SEQUENCE_POSITION_COUNT_MAX) return positions
      positions.push([name, domain.kind, domain.id, session, expected, heardAtMs])
    }
  }
  return positions
}

export function resumePositions(positions: readonly unknown[], states: ExporterStates): void {
  const message = new Message()
  for (const position of positions.slice(0, SEQUENCE_POSITION_COUNT_MAX)) {
    if (!isSequencePosition(position)) continue
    const [name, kind, id, session, expected, heardAtMs] = position
    const exporter = Uint8Array.from(Buffer.from(name, 'hex'))
    message.begin(new Uint8Array(0), { exporter, port: 0 }, heardAtMs, NO_SINK, NO_OBSERVER)
    states.domain(message, kind, id).sequence(session, heardAtMs).resume(expected, heardAtMs)
  }
}

const NO_OBSERVER = { refused: () => {} }
const NO_SINK = {
  batch: () => {
    throw new Error('a position holds no records')
  },
}
