/** The captures in corpus/, what they must decode to, and reading both. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ADDRESS_OCTETS } from '../../src/core/address.ts'
import { readPcap } from '../../src/flows/ingest/capture/pcap.ts'
import { createFlowDecoder } from '../../src/flows/wire/decoder.ts'
import type { DecodeErrorCode } from '../../src/flows/wire/errors.ts'
import { FlowBatch } from '../../src/flows/wire/flow-batch.ts'
import { type FlowRecord, readFlowRecord } from '../../src/flows/wire/flow-record.ts'

export const CORPUS = resolve(import.meta.dirname, '../../corpus')
export const INVALID = join(CORPUS, 'invalid')

export type Refusals = Partial<Record<DecodeErrorCode, number>>
/** What is in `expected.json` beside a capture. */
export type Expectation = { readonly refused: Refusals; readonly records: readonly FlowRecord[] }
/** One entry of `invalid/expected.json`. */
export type InvalidExpectation = {
  /** What is wrong with it, for people. */
  readonly why: string
  readonly refused: Refusals
  readonly recordCount: number
}

/** More than any capture here holds. */
const RECORDS_MAX = 16_384

/** Names of the folders that hold a capture. */
export function listCaptures(): string[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'invalid')
    .map(({ name }) => name)
    .sort()
}

export const capturePath = (name: string): string => join(CORPUS, name, 'capture.pcap')
export const expectationPath = (name: string): string => join(CORPUS, name, 'expected.json')

export function readExpectation(name: string): Expectation {
  return JSON.parse(readFileSync(expectationPath(name), 'utf8'))
}

export function readInvalidExpectations(): Readonly<Record<string, InvalidExpectation>> {
  return JSON.parse(readFileSync(join(INVALID, 'expected.json'), 'utf8'))
}

/** Decodes the flow-export datagrams of a capture, as one collector that hears nothing else. */
export async function decodeCapture(path: string): Promise<Expectation> {
  const reading = new Reading()
  for await (const { payload, srcAddress, srcPort, atMs } of readPcap(path))
    reading.add(payload, srcAddress, srcPort, atMs)
  return reading.result
}

/** Decodes the file as the payload of one datagram, alone. */
export function decodePayload(path: string): Expectation {
  const reading = new Reading()
  reading.add(readFileSync(path), new Uint8Array(ADDRESS_OCTETS), 0, 0)
  return reading.result
}

class Reading {
  readonly #decoder = createFlowDecoder()
  readonly #batch = new FlowBatch(RECORDS_MAX)
  readonly #refused: Refusals = {}

  add(payload: Uint8Array, exporter: Uint8Array, port: number, atMs: number): void {
    const refused = (code: DecodeErrorCode, count: number): void => {
      this.#refused[code] = (this.#refused[code] ?? 0) + count
    }
    const sink = { batch: () => this.#batch }
    this.#decoder.decode(payload, { exporter, port }, atMs, sink, { refused })
  }

  get result(): Expectation {
    this.#decoder.giveUp()
    const rows = Array.from({ length: this.#batch.length }, (_none, row) => row)
    return { refused: this.#refused, records: rows.map((row) => readFlowRecord(this.#batch, row)) }
  }
}

/** A record a line, so that a changed expectation is a readable diff. */
export function expectationText({ refused, records }: Expectation): string {
  const lines = records.map((record) => `    ${JSON.stringify(record)}`)
  return `{\n  "refused": ${JSON.stringify(refused)},\n  "records": [\n${lines.join(',\n')}\n  ]\n}\n`
}
