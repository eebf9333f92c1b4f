/**
 * Compiles a record layout into a function that writes records straight into the columns of a batch.
 *
 * The function is generated source. Nothing from the wire is ever text in it: a layout holds only
 * slots, which are literals of our own element table, and offsets and lengths, which `checkedPlace`
 * has found to be small whole numbers. See docs/decisions/0004-compiled-templates.md.
 */

import type { FlowBatch } from '../flow-batch.ts'
import type { Message } from '../session/message.ts'
import type { Slot } from './elements.ts'
import { checkedPlace, highWord, lowWord, wireWord } from './field-source.ts'
import type { FieldPlace, RecordLayout } from './record-layout.ts'
import { packetInterval, populationInterval } from './sampling-interval.ts'
import { samplingSourceOf } from './sampling-source.ts'
import { timeSource } from './time-source.ts'

/**
 * Writes `count` records that begin at `at` in `view` into rows `row` and following, every column of
 * each. The caller has made sure that the octets and the rows are there.
 */
export type RecordWriter = (
  view: DataView,
  at: number,
  count: number,
  batch: FlowBatch,
  row: number,
  message: Message,
) => void

export function compileLayout(layout: RecordLayout): RecordWriter {
  const source = writerSource(layout)
  const bind = new Function(
    'packetInterval',
    'populationInterval',
    `return function (view, at, count, batch, row, message) {${source}}`,
  )
  return bind(packetInterval, populationInterval)
}

/** The body of the writer; exported so that a test can look at it. */
export function writerSource(layout: RecordLayout): string {
  const { recordLength } = layout
  if (!Number.isInteger(recordLength) || recordLength < 0 || recordLength > 65535)
    throw new Error('record length out of range')
  const places = layout.places.map(checkedPlace)
  const placesOf = (slot: Slot): FieldPlace[] => places.filter((place) => place.slot === slot)
  const placeOf = (slot: Slot): FieldPlace | undefined => placesOf(slot)[0]

  return `
  const { receivedAt, startAt, durationMs, srcAddressWords, dstAddressWords, srcPort, dstPort,
    protocol, tcpFlags, reverseTcpFlags, packets, octets, reversePackets, reverseOctets,
    samplingInterval, exporterWords, observationDomain, ingressInterface, egressInterface,
    biflowDirection } = batch
  const { receivedAt: received, exportMs, observationDomain: domain, samplingInterval: interval,
    exporter0, exporter1, exporter2, exporter3 } = message
  for (const end = row + count; row < end; row++, at += ${recordLength}) {
    receivedAt[row] = received
    observationDomain[row] = domain
    exporterWords[4 * row] = exporter0
    exporterWords[4 * row + 1] = exporter1
    exporterWords[4 * row + 2] = exporter2
    exporterWords[4 * row + 3] = exporter3
    ${addressSource('srcAddressWords', placeOf('source4'), placeOf('source6'))}
    ${addressSource('dstAddressWords', placeOf('destination4'), placeOf('destination6'))}
    ${narrowSource('protocol', placesOf('protocol'))}
    ${narrowSource('srcPort', placesOf('sourcePort'))}
    ${destinationPortSource(placesOf)}
    ${flagsSource('tcpFlags', placesOf('tcpFlags'))}
    ${flagsSource('reverseTcpFlags', placesOf('reverseTcpFlags'))}
    ${counterSource('packets', placesOf, ['packets', 'packetsTotal', 'initiatorPackets'])}
    ${counterSource('octets', placesOf, ['octets', 'octetsTotal', 'initiatorOctets'])}
    ${counterSource('reversePackets', placesOf, ['reversePackets', 'reversePacketsTotal', 'responderPackets'])}
    ${counterSource('reverseOctets', placesOf, ['reverseOctets', 'reverseOctetsTotal', 'responderOctets'])}
    ${narrowSource('ingressInterface', placesOf('ingressInterface'))}
    ${narrowSource('egressInterface', placesOf('egressInterface'))}
    ${biflowSource(placesOf)}
    samplingInterval[row] = ${samplingExpression(layout, placesOf)}
    ${timeSource(placeOf)}
  }`
}

/** A template may have room for both families; the IPv6 address counts unless it is all zero. */
function addressSource(
  column: string,
  v4: FieldPlace | undefined,
  v6: FieldPlace | undefined,
): string {
  const word = (index: number): string => `${column}[4 * row + ${index}]`
  const mapped = `${word(0)} = 0; ${word(1)} = 0; ${word(2)} = 0xffff0000`
  const write4 = `${mapped}; ${word(3)} = ${v4 ? wireWord(v4.offset) : '0'}`
  if (!v6) return v4 ? write4 : [0, 1, 2, 3].map((index) => `${word(index)} = 0`).join('; ')
  const words = [0, 1, 2, 3].map((index) => wireWord(v6.offset + 4 * index))
  const write6 = words.map((expression, index) => `${word(index)} = ${expression}`).join('; ')
  return v4 ? `if (${words.join(' | ')}) { ${write6} } else { ${write4} }` : write6
}

/** Columns of up to 32 bits: the first place that is not zero. */
function narrowSource(column: string, places: readonly FieldPlace[]): string {
  return `${column}[row] = ${places.map(lowWord).join(' || ') || '0'}`
}

function flagsSource(column: string, places: readonly FieldPlace[]): string {
  return `${column}[row] = ${places.map(lowWord).join(' | ') || '0'}`
}

/** The first slot that the template has; within it, the first place that is not zero. */
function counterSource(
  column: string,
  placesOf: (slot: Slot) => FieldPlace[],
  slots: readonly Slot[],
): string {
  const [best, ...rest] = slots.map(placesOf).find((places) => places.length > 0) ?? []
  if (!best) return `${column}[2 * row] = 0; ${column}[2 * row + 1] = 0`
  const write = (place: FieldPlace): string =>
    `${column}[2 * row] = ${lowWord(place)}; ${column}[2 * row + 1] = ${highWord(place)}`
  const fallbacks = rest.map(
    (place) => `if ((${column}[2 * row] | ${column}[2 * row + 1]) === 0) { ${write(place)} }`,
  )
  return [write(best), ...fallbacks].join('\n')
}

/**
 * ICMP has no ports: type and code stand in the destination port, as in NetFlow v5. Many exporters
 * leave the joint element (32, 139) at zero and put the value into the port; those that have type and
 * code in elements of their own mean them also when they are zero, an echo reply.
 */
function destinationPortSource(placesOf: (slot: Slot) => FieldPlace[]): string {
  const port = narrowSource('dstPort', placesOf('destinationPort'))
  const parts = placesOf('icmpTypeCode').map(lowWord)
  const types = placesOf('icmpType').map(lowWord)
  const codes = placesOf('icmpCode').map(lowWord)
  if (types.length > 0)
    parts.push(`((${types.join(' || ')}) * 256 + (${codes.join(' || ') || '0'}))`)
  if (parts.length === 0) return port
  return `${port}
    if (protocol[row] === 1 || protocol[row] === 58) {
      const icmp = ${parts.join(' || ')}
      ${types.length > 0 ? '' : 'if (icmp !== 0) '}dstPort[row] = icmp
    }`
}

/**
 * Counters of initiator and responder together say themselves that the source is the initiator. The
 * responder's alone do not: a router sends them, always zero, beside the counts of one direction.
 */
function biflowSource(placesOf: (slot: Slot) => FieldPlace[]): string {
  const [direction] = placesOf('biflowDirection')
  if (direction) return `biflowDirection[row] = ${lowWord(direction)}`
  const hasBoth =
    (placesOf('initiatorPackets').length > 0 && placesOf('responderPackets').length > 0) ||
    (placesOf('initiatorOctets').length > 0 && placesOf('responderOctets').length > 0)
  return `biflowDirection[row] = ${hasBoth ? 1 : 0}`
}

function spaceSource(placesOf: (slot: Slot) => FieldPlace[]): string {
  return placesOf('samplingPacketSpace').map(lowWord).join(' || ') || 'undefined'
}

function samplingExpression(layout: RecordLayout, placesOf: (slot: Slot) => FieldPlace[]): string {
  const first = (slot: Slot): string => placesOf(slot).map(lowWord).join(' || ') || '0'
  switch (samplingSourceOf(layout)) {
    case 'message':
      return 'interval'
    case 'selector':
      return first('selector')
    case 'record': {
      const direct = placesOf('samplingInterval').map(lowWord)
      if (placesOf('samplingPopulation').length > 0)
        direct.push(`populationInterval(${first('samplingPopulation')}, ${first('samplingSize')})`)
      if (placesOf('samplingPacketInterval').length > 0)
        direct.push(`packetInterval(${first('samplingPacketInterval')}, ${spaceSource(placesOf)})`)
      return [...direct, 'interval'].join(' || ')
    }
  }
}
