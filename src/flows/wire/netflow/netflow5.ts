/** NetFlow v5: a header of 24 octets and up to 30 records of one layout. */

import type { ExporterStates } from '../session/exporter-state.ts'
import { DECODER_LIMITS } from '../session/limits.ts'
import type { Message } from '../session/message.ts'
import { readFixed } from '../template/data-set.ts'
import type { FieldSpecifier } from '../template/field-specifier.ts'
import { compileLayout } from '../template/template-compiler.ts'
import { TemplateFactory } from '../template/template-factory.ts'

const HEADER_OCTETS = 24
const SKIPPED = 0
/** No exporter puts more into a datagram; a larger count is a damaged header. */
const RECORD_COUNT_MAX = 30

/** [element, octets], in the order of the record; what we do not hold has no element. */
const RECORD: readonly (readonly [id: number, length: number])[] = [
  [8, 4],
  [12, 4],
  [SKIPPED, 4], // next hop
  [10, 2],
  [14, 2],
  [2, 4],
  [1, 4],
  [22, 4],
  [21, 4],
  [7, 2],
  [11, 2],
  [SKIPPED, 1],
  [6, 1],
  [4, 1],
  [SKIPPED, 9], // type of service, AS numbers, mask lengths, padding
]

const TEMPLATE = (() => {
  const fields: FieldSpecifier[] = RECORD.map(([id, length]) => ({
    id,
    length,
    enterprise: 0,
    isScope: false,
  }))
  const template = new TemplateFactory(DECODER_LIMITS).make(
    { id: 0, octets: new Uint8Array(0), fields, isOptions: false },
    () => {},
  )
  if (typeof template === 'string' || template.content.kind !== 'flow')
    throw new Error('the NetFlow v5 record is no flow record')
  return { template, content: template.content, write: compileLayout(template.content.layout) }
})()

export function decodeNetflow5(message: Message, states: ExporterStates): void {
  const { view, observer } = message
  if (view.byteLength < HEADER_OCTETS) {
    message.refuse('MESSAGE_TOO_SHORT')
    return
  }
  const declared = view.getUint16(2)
  if (declared > RECORD_COUNT_MAX) {
    message.refuse('LENGTH_INVALID')
    return
  }
  observer.protocol?.('netflow5')
  message.setHeaderUptime(view.getUint32(4))
  message.setExportSeconds(view.getUint32(8), view.getUint32(12))
  // Engine type and id: two line cards of one router number their flows apart.
  message.observationDomain = view.getUint16(20)
  // The upper two bits say how packets are chosen; routers set the interval with any of them.
  message.samplingInterval = view.getUint16(22) & 0x3fff || message.policy.missing

  const domain = states.domain(message, 0, message.observationDomain)
  const gap = domain
    .sequence(message.session.port, message.receivedAtMs)
    .advance(view.getUint32(16), declared)

  const { template, content, write } = TEMPLATE
  const whole = Math.floor((view.byteLength - HEADER_OCTETS) / template.recordLengthMin)
  const count = Math.min(declared, whole)
  observer.sequence?.(count, gap)
  if (declared > whole) message.refuse('RECORD_TRUNCATED', declared - whole)
  else if (declared < whole) message.refuse('LENGTH_INVALID')
  if (message.weight === 0) {
    if (count > 0) message.refuse('RATE_LIMITED', count)
    return
  }
  const end = HEADER_OCTETS + count * template.recordLengthMin
  readFixed(message, domain, template, content, write, HEADER_OCTETS, end)
}
