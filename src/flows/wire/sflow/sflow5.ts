/** sFlow version 5 datagrams (sflow.org/sflow_version_5.txt); the samples are in sflow-sample.ts. */
import type { ExporterStates } from '../session/exporter-state.ts'
import type { Message } from '../session/message.ts'
import { COMPACT, EXPANDED, type SflowReader } from './sflow-sample.ts'

const ADDRESS_IPV4 = 1
const ADDRESS_IPV6 = 2
const FLOW_SAMPLE = 1
const COUNTER_SAMPLE = 2
const FLOW_SAMPLE_EXPANDED = 3
const COUNTER_SAMPLE_EXPANDED = 4
export function decodeSflow5(message: Message, states: ExporterStates, reader: SflowReader): void {
  const { view, observer } = message
  const size = view.byteLength
  if (size < 8) {
    message.refuse('MESSAGE_TOO_SHORT')
    return
  }
  const addressType = view.getUint32(4)
  if (addressType !== ADDRESS_IPV4 && addressType !== ADDRESS_IPV6) {
    message.refuse('LENGTH_INVALID')
    return
  }
  const addressOctets = addressType === ADDRESS_IPV4 ? 4 : 16
  const at = 8 + addressOctets
  if (size < at + 16) {
    message.refuse('MESSAGE_TOO_SHORT')
    return
  }
  observer.protocol?.('sflow5')
  message.observationDomain = view.getUint32(at)
  const sampleCount = view.getUint32(at + 12)

  const domain = states.domain(message, 3, message.observationDomain)
  // Behind one address several agents may speak; their low words keep their sequences apart.
  const agent = view.getUint32(at - 4)
  const gap = domain.sequence(agent, message.receivedAtMs).advance(view.getUint32(at + 4), 1)
  observer.sequence?.(1, gap)

  readSamples(message, reader, at + 16, sampleCount)
}

function readSamples(message: Message, reader: SflowReader, first: number, count: number): void {
  const { view } = message
  const size = view.byteLength
  let at = first
  // However many samples are declared, each takes eight octets at least.
  for (let i = 0; i < count; i++) {
    if (at + 8 > size) {
      message.refuse('RECORD_TRUNCATED')
      return
    }
    const format = view.getUint32(at)
    const length = view.getUint32(at + 4)
    const start = at + 8
    if (length > size - start) {
      message.refuse('RECORD_TRUNCATED')
      return
    }
    at = start + length
    const isFlow = format === FLOW_SAMPLE || format === FLOW_SAMPLE_EXPANDED
    if (isFlow && message.weight === 0) message.refuse('RATE_LIMITED')
    else if (format === FLOW_SAMPLE) reader.read(message, start, at, COMPACT)
    else if (format === FLOW_SAMPLE_EXPANDED) reader.read(message, start, at, EXPANDED)
    else if (format === COUNTER_SAMPLE || format === COUNTER_SAMPLE_EXPANDED)
      message.refuse('COUNTER_SAMPLE_SKIPPED')
    else message.refuse('SAMPLE_SKIPPED')
  }
}
