/** Turns the data records of one set into rows. */

import type { DecodeErrorCode } from '../errors.ts'
import type { FlowBatch } from '../flow-batch.ts'
import { PacketHeader } from '../packet/packet-header.ts'
import { setPacketColumns } from '../packet/packet-row.ts'
import type { Tunnel } from '../packet/tunnel.ts'
import type { DomainState } from '../session/domain-state.ts'
import type { DecoderLimits } from '../session/limits.ts'
import type { Message } from '../session/message.ts'
import { orientBiflows } from './biflow.ts'
import { readOptionsRecord } from './options-record.ts'
import { RecordWalk } from './record-walk.ts'
import { applySamplingPolicy } from './sampling-policy.ts'
import type { SamplingTable } from './sampling-table.ts'
import type { FlowContent, Template } from './template.ts'
import type { RecordWriter } from './template-compiler.ts'
import { WriterCache } from './writer-cache.ts'

export class DataSetReader {
  readonly #walk: RecordWalk
  readonly #header: PacketHeader
  readonly #writers: WriterCache

  constructor(limits: DecoderLimits, tunnels: readonly Tunnel[]) {
    this.#header = new PacketHeader(tunnels)
    this.#writers = new WriterCache(limits)
    this.#walk = new RecordWalk(limits.templateFieldCountMax)
  }

  /**
   * Reads the records between `at` and `end` of the message's payload.
   *
   * @returns how many records were there, of any kind: IPFIX sequence numbers count them all
   */
  read(message: Message, domain: DomainState, template: Template, at: number, end: number): number {
    const { content } = template
    if (content.kind === 'options') return readOptions(message, domain, template, at, end)
    if (content.kind === 'other') {
      const count = this.#refuse(message, template, at, end, 'RECORD_NOT_IP')
      template.skipped.recordCount += count
      return count
    }
    if (message.weight === 0) return this.#refuse(message, template, at, end, 'RATE_LIMITED')
    const write = this.#writers.writer(content, domain.exporter.work, message.receivedAtMs)
    if (!write) return this.#refuse(message, template, at, end, 'TEMPLATE_FLOOD')
    const count = content.walk
      ? this.#readWalked(message, domain, template, content, write, at, end)
      : readFixed(message, domain, template, content, write, at, end)
    template.skipped.recordCount += count
    return count
  }

  /** Leaves the records out; they still have to be counted. */
  #refuse(
    message: Message,
    template: Template,
    at: number,
    end: number,
    code: DecodeErrorCode,
  ): number {
    const count = this.#count(message, template, at, end)
    if (count > 0) message.refuse(code, count)
    return count
  }

  #count(message: Message, template: Template, at: number, end: number): number {
    const { content, recordLengthMin } = template
    if (!template.isVariable || content.kind === 'options' || !content.walk) {
      const count = Math.floor((end - at) / recordLengthMin)
      checkRest(message, at + count * recordLengthMin, end)
      return count
    }
    let count = 0
    let offset = at
    while (end - offset >= recordLengthMin) {
      const next = this.#walk.gather(message.payload, message.view, offset, end, content.walk)
      if (next < 0) break
      count++
      offset = next
    }
    checkRest(message, offset, end)
    return count
  }

  #readWalked(
    message: Message,
    domain: DomainState,
    template: Template,
    content: FlowContent,
    write: RecordWriter,
    at: number,
    end: number,
  ): number {
    const walk = this.#walk
    const sampling = domain.samplingInForce
    let count = 0
    let offset = at
    while (end - offset >= template.recordLengthMin) {
      const next = walk.gather(message.payload, message.view, offset, end, content.walk!)
      if (next < 0) break
      count++
      offset = next
      if (walk.sectionLength > 0 && !this.#readSection(message)) continue
      const batch = message.batch()
      const row = batch.length
      write(walk.gatheredView, 0, 1, batch, row, message)
      if (walk.sectionLength > 0) this.#overlaySection(batch, row, message)
      finishRows(message, sampling, content, batch, row, 1)
    }
    checkRest(message, offset, end)
    return count
  }

  #readSection(message: Message): boolean {
    const { sectionAt, sectionLength, isFrame } = this.#walk
    const link = isFrame ? 'ethernet' : 'ip'
    const end = sectionAt + sectionLength
    const refusal = this.#header.read(message.payload, sectionAt, end, link)
    if (refusal) message.refuse(refusal)
    return refusal === undefined
  }

  /** A packet section is one sampled packet; counts stand beside it only sometimes. */
  #overlaySection(batch: FlowBatch, row: number, message: Message): void {
    setPacketColumns(batch, row, message.view, this.#header)
    if ((batch.packets[2 * row]! | batch.packets[2 * row + 1]!) === 0) batch.packets[2 * row] = 1
    if ((batch.octets[2 * row]! | batch.octets[2 * row + 1]!) === 0)
      batch.octets[2 * row] = this.#header.ipOctets || this.#walk.sectionLength
  }
}

/** Records of fixed length are written in blocks as large as the batch has room for. */
export function readFixed(
  message: Message,
  domain: DomainState,
  template: Template,
  content: FlowContent,
  write: RecordWriter,
  at: number,
  end: number,
): number {
  const { recordLengthMin: recordLength } = template
  const sampling = domain.samplingInForce
  const count = Math.floor((end - at) / recordLength)
  let offset = at
  for (let left = count; left > 0; ) {
    const batch = message.batch()
    const row = batch.length
    const rows = Math.min(left, batch.capacity - row)
    write(message.view, offset, rows, batch, row, message)
    finishRows(message, sampling, content, batch, row, rows)
    offset += rows * recordLength
    left -= rows
  }
  checkRest(message, offset, end)
  return count
}

/** @param sampling in force for the whole set */
function finishRows(
  message: Message,
  sampling: SamplingTable,
  content: FlowContent,
  batch: FlowBatch,
  row: number,
  count: number,
): void {
  if (content.sampling === 'selector')
    sampling.resolveSelectors(
      batch,
      row,
      count,
      message.samplingInterval,
      message.otherSamplerInterval,
    )
  else if (content.sampling === 'message' && sampling.isByInterface)
    sampling.resolveInterfaces(batch, row, count, message.samplingInterval)
  if (content.hasBiflowDirection) orientBiflows(batch, row, count)
  let kept = count
  if (message.isPlain) message.observer.sampling?.(batch.samplingInterval[row]!)
  else kept = applySamplingPolicy(message, batch, row, count)
  batch.length = row + kept
  message.rowCount += kept
}

function readOptions(
  message: Message,
  domain: DomainState,
  template: Template,
  at: number,
  end: number,
): number {
  const { content, recordLengthMin } = template
  if (content.kind !== 'options') return 0
  let count = 0
  let offset = at
  while (end - offset >= recordLengthMin) {
    const next = readOptionsRecord(message.view, offset, end, content.fields, (statement) => {
      if (statement.interval > 0 && domain.learnSampling(statement))
        domain.exporter.changes.value += 1
      if (statement.systemInitMs > 0) domain.systemInitMs = statement.systemInitMs
    })
    if (next < 0) break
    count++
    offset = next
  }
  checkRest(message, offset, end)
  return count
}

/** Sets are padded with zeros to a multiple of four or eight; anything else at the end is cut off. */
function checkRest(message: Message, at: number, end: number): void {
  if (end - at < 4) return
  for (let i = at; i < end; i++)
    if (message.payload[i] !== 0) {
      message.refuse('RECORD_TRUNCATED')
      return
    }
}
