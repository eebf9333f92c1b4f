import type { PolicyZone, ZoneVersion } from './policy-zone.ts'
import { CLASS_IN, OPCODE_QUERY, type Query, RCODES, TYPES, writeMessage } from './wire.ts'

/** Well below the 65,535 octets of a message over TCP. */
const MESSAGE_OCTETS = 32_768

/** The messages that answer a query over TCP, in order. */
export function* answerTransfer(query: Query, zone: PolicyZone): Generator<Buffer> {
  const { question } = query
  const { current } = zone
  const refuse = (rcode: number): Buffer => writeMessage(query, question, rcode, [])
  if (query.isResponse || query.opcode !== OPCODE_QUERY) return yield refuse(RCODES.notImplemented)
  if (!current || question.name !== zone.origin || question.classCode !== CLASS_IN)
    return yield refuse(RCODES.refused)
  switch (question.type) {
    case TYPES.soa:
      return yield writeMessage(query, question, RCODES.noError, [current.soa])
    case TYPES.axfr:
      return yield* inMessages(query, whole(current))
    case TYPES.ixfr:
      return yield* inMessages(query, changes(query, zone, current))
    default:
      return yield refuse(RCODES.refused)
  }
}

/** Over UDP only the serial is told; whoever wants more comes by TCP. */
export function answerDatagram(query: Query, zone: PolicyZone): Buffer {
  const { question } = query
  const isSerial = question.type === TYPES.soa || question.type === TYPES.ixfr
  const isAsked = isSerial && question.name === zone.origin && zone.current && !query.isResponse
  return isAsked && query.opcode === OPCODE_QUERY
    ? writeMessage(query, question, RCODES.noError, [zone.current.soa])
    : writeMessage(query, question, RCODES.refused, [])
}

const whole = ({ soa, records }: ZoneVersion): Buffer[] => [soa, ...records.values(), soa]

/**
 * One difference from the serial that the asker has to the newest (RFC 1995 §4): new SOA, old SOA, what went, new
 * SOA, what came, new SOA. An asker who is up to date gets the SOA alone; one who is too far behind, everything.
 */
function changes(query: Query, zone: PolicyZone, current: ZoneVersion): Buffer[] {
  if (query.serial === current.serial) return [current.soa]
  const old = query.serial === undefined ? undefined : zone.versionOf(query.serial)
  if (!old) return whole(current)
  const gone = [...old.records].filter(([key]) => !current.records.has(key)).map(([, r]) => r)
  const come = [...current.records].filter(([key]) => !old.records.has(key)).map(([, r]) => r)
  return [current.soa, old.soa, ...gone, current.soa, ...come, current.soa]
}

function* inMessages(query: Query, records: readonly Buffer[]): Generator<Buffer> {
  let batch: Buffer[] = []
  let octetCount = 0
  for (const record of records) {
    if (octetCount + record.length > MESSAGE_OCTETS) {
      yield writeMessage(query, query.question, RCODES.noError, batch)
      batch = []
      octetCount = 0
    }
    batch.push(record)
    octetCount += record.length
  }
  yield writeMessage(query, query.question, RCODES.noError, batch)
}
