import { once } from 'node:events'
import { Command } from 'commander'
import { formatAddress } from '../../core/address.ts'
import type { IngestError } from '../../flows/ingest/errors.ts'
import type { ExporterSkippedElements } from '../../flows/wire/flow-decoder.ts'
import type { FlowRecord } from '../../flows/wire/flow-record.ts'
import type { SkippedElement } from '../../flows/wire/session/skipped-elements.ts'
import { type DecodeRefusal, decodeFiles } from '../decode-files.ts'
import { elementText } from '../element-names.ts'
import { jsonOption } from '../options.ts'
import { systemClock } from '../system-ports.ts'

const AFTER = `
A file is a capture (pcap or pcapng), or the raw payload of one UDP datagram. Files are read in the
order given and share templates, as datagrams of one exporter do. Records are printed in the
canonical columns; what is refused goes to standard error with its code, and at the end the
information elements that were skipped, because Noroshi does not hold them.

  $ noroshi decode capture.pcap
  $ noroshi decode template.dat data.dat --json`

/** Lines of skipped elements for one exporter; probes of applications send some hundreds. */
const SKIPPED_SHOWN_MAX = 20

export function decodeCommand(): Command {
  return new Command('decode')
    .description('print the flow records in captures of NetFlow, IPFIX or sFlow')
    .argument('<file...>', 'captures or raw UDP payloads')
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(files: string[], options: { json?: true }): Promise<void> {
  const output = options.json ? jsonOutput() : textOutput()
  const failures: IngestError[] = []
  const decoding = decodeFiles({
    files,
    nowMs: systemClock.nowMs(),
    refused: (refusal) => process.stderr.write(`${refusalLine(refusal)}\n`),
    failed: (error) => failures.push(error),
  })
  let next = await decoding.next()
  for (; !next.done; next = await decoding.next()) await output.record(next.value)
  await output.end()
  process.stderr.write(skippedLines(next.value))
  const [first, ...rest] = failures
  for (const { message, code } of rest) process.stderr.write(`${message} [${code}]\n`)
  if (first) throw first
}

function refusalLine({ file, datagram, code, count }: DecodeRefusal): string {
  const where = datagram === undefined ? file : `${file}: datagram ${datagram}`
  return `${where}: ${code}${count > 1 ? ` ×${count}` : ''}`
}

function skippedLines(skipped: readonly ExporterSkippedElements[]): string {
  return skipped
    .map(({ exporter, counts }) => {
      const lines = counts
        .slice(0, SKIPPED_SHOWN_MAX)
        .map((count) => `  ${skippedText(count)} ×${count.records}`)
      const more = counts.length - lines.length
      return [
        `skipped elements of ${formatAddress(exporter)}, with the records that carried them:`,
        ...lines,
        ...(more > 0 ? [`  and ${more} more`] : []),
        '',
      ].join('\n')
    })
    .join('')
}

function skippedText({ enterprise, element }: SkippedElement): string {
  return enterprise === undefined || element === undefined
    ? 'others'
    : elementText(enterprise, element)
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
