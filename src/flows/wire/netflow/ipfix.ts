/** IPFIX over UDP (RFC 7011): one message a datagram. */
import type { ExporterStates } from '../session/exporter-state.ts'
import type { Message } from '../session/message.ts'
import type { SetReader, SetVersion } from '../template/set-reader.ts'

const HEADER_OCTETS = 16
const VERSION: SetVersion = { version: 10, templateSetId: 2, optionsTemplateSetId: 3 }

export function decodeIpfix(message: Message, states: ExporterStates, sets: SetReader): void {
  const { view, observer } = message
  if (view.byteLength < HEADER_OCTETS) {
    message.refuse('MESSAGE_TOO_SHORT')
    return
  }
  observer.protocol?.('ipfix')
  const length = view.getUint16(2)
  if (length < HEADER_OCTETS) {
    message.refuse('LENGTH_INVALID')
    return
  }
  if (length !== view.byteLength) message.refuse('LENGTH_INVALID')
  message.setExportSeconds(view.getUint32(4))
  message.observationDomain = view.getUint32(12)

  const domain = states.domain(message, 2, message.observationDomain)
  // Domain 0 speaks for the whole exporter (RFC 7011 §3.1).
  const whole = message.observationDomain === 0 ? domain : states.peek(message, 2, 0)
  message.setSystemInit(domain.systemInitMs ?? whole?.systemInitMs)
  const end = Math.min(length, view.byteLength)
  const fallback = whole?.sampling.interval ?? 0
  const recordCount = sets.read(message, domain, VERSION, HEADER_OCTETS, end, fallback)
  const gap = domain
    .sequence(message.session.port, message.receivedAtMs)
    .advance(view.getUint32(8), recordCount)
  observer.sequence?.(recordCount ?? 0, gap)
  sets.release(message, domain, fallback)
}
