import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { ADDRESS_OCTETS } from '../../core/address.ts'
import { readPcap } from '../../flows/ingest/capture/pcap.ts'
import { detectFormat } from '../../flows/ingest/detect-format.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import type { DecodeErrorCode } from '../../flows/wire/errors.ts'
import { FlowBatch } from '../../flows/wire/flow-batch.ts'
import type { TransportSession } from '../../flows/wire/flow-decoder.ts'
import { type FlowRecord, readFlowRecord } from '../../flows/wire/flow-record.ts'
import { jsonOption } from '../options.ts'
import { systemClock } from '../system-ports.ts'

const AFTER = `
A file is a capture (pcap or pcapng), or the raw payload of one UDP datagram. Files are read in the
order given and share templates, as datagrams of one exporter do. Records are printed in the
canonical columns; what is refused goes to standard error with its code.

  $ noroshi decode capture.pcap
  $ noroshi decode template.dat data.dat --json`

/** More rows than any datagram can hold: 64 KiB of the shortest records. */
const BATCH_CAPACITY = 65_536

type Datagram = {
  readonly payload: Uint8Array
  readonly session: TransportSession
  readonly atMs: number
}

export function decodeCommand(): Command {
  return new Command('decode')
    .description('print the flow records in captures of NetFlow, IPFIX or sFlow')
    .argument('<file...>', 'captures or raw UDP payloads')
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(files: string[], options: { json?: true }): Promise<void> {
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(BATCH_CAPACITY)
  const output = options.json ? jsonOutput() : textOutput()
  for (const file of files) {
    let number = 0
    for await (const datagram of datagramsOf(file)) {
      number += 1
      // Data that waits for its template may be refused only at the end, by its own number.
      const ordinal = number
      batch.length = 0
      const refused = (code: DecodeErrorCode, count: number): void => {
        process.stderr.write(
          `${file}: datagram ${ordinal}: ${code}${count > 1 ? ` ×${count}` : ''}\n`,
        )
      }
      decoder.decode(
        datagram.payload,
        datagram.session,
        datagram.atMs,
        { batch: () => batch },
        { refused },
      )
      for (let row = 0; row < batch.length; row++) await output.record(readFlowRecord(batch, row))
    }
  }
  decoder.giveUp()
  await output.end()
}

async function* datagramsOf(file: string): AsyncIterable<Datagram> {
  const format = await detectFormat(file).catch(() => 'payload')
  if (format !== 'pcap' && format !== 'pcapng') {
    const session = { exporter: new Uint8Array(ADDRESS_OCTETS), port: 0 }
    yield { payload: await readFile(file), session, atMs: systemClock.nowMs() }
    return
  }
  for await (const { payload, srcAddress, srcPort, atMs } of readPcap(file))
    yield { payload, session: { exporter: srcAddress, port: srcPort }, atMs }
}

type Output = { record(record: FlowRecord): Promise<void>; end(): Promise<void> }

function textOutput(): Output {
  return {
    record: (record) => print(`${lineOf(record)}\n`),
    end: async () => {},
  }
}

/** One document, written as it grows, so that a long capture needs no memory. */
function jsonOutput(): Output {
  let separator = '{"records":['
  return {
    async record(record) {
      await print(`${separator}\n${JSON.stringify(record)}`)
      separator = ','
    },
    end: () => print(separator === ',' ? '\n]}\n' : '{"records":[]}\n'),
  }
}

function lineOf(record: FlowRecord): string {
  const packets =
    record.pkts_bwd > 0 ? `${record.pkts_fwd}/${record.pkts_bwd}` : `${record.pkts_fwd}`
  const octets =
    record.bytes_bwd > 0 ? `${record.bytes_fwd}/${record.bytes_bwd}` : `${record.bytes_fwd}`
  return [
    new Date(record.ts * 1000).toISOString(),
    `${record.dur.toFixed(3)}s`,
    record.proto,
    `${host(record.src_ip)}:${record.src_port} → ${host(record.dst_ip)}:${record.dst_port}`,
    record.state,
    `${packets} packets`,
    `${octets} octets`,
    `1:${record.sampling_interval}`,
    `exporter ${record.exporter}`,
  ]
    .filter((part) => part !== '')
    .join('  ')
}

function host(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
