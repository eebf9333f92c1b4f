/** NetFlow v9 (RFC 3954). */
import type { ExporterStates } from '../session/exporter-state.ts'
import type { Message } from '../session/message.ts'
import type { SetReader, SetVersion } from '../template/set-reader.ts'

const HEADER_OCTETS = 20
const VERSION: SetVersion = { version: 9, templateSetId: 0, optionsTemplateSetId: 1 }

export function decodeNetflow9(message: Message, states: ExporterStates, sets: SetReader): void {
  const { view, observer } = message
  if (view.byteLength < HEADER_OCTETS) {
    message.refuse('MESSAGE_TOO_SHORT')
    return
  }
  observer.protocol?.('netflow9')
  message.setHeaderUptime(view.getUint32(4))
  message.setExportSeconds(view.getUint32(8))
  message.observationDomain = view.getUint32(16)

  const domain = states.domain(message, 1, message.observationDomain)
  const gap = domain
    .sequence(message.session.port, message.receivedAtMs)
    .advance(view.getUint32(12), 1)
  observer.sequence?.(1, gap)
  sets.read(message, domain, VERSION, HEADER_OCTETS, view.byteLength, 0)
  sets.release(message, domain, 0)
}
