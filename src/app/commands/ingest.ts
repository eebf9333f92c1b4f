import { basename } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { canonicalAddress } from '../../core/address.ts'
import { Loader } from '../../flows/collect/loader.ts'
import {
  detectFormat,
  INGEST_FORMATS,
  type IngestFormat,
  type IngestResult,
  ingestFile,
} from '../../flows/ingest/index.ts'
import { listSegments, type Segment } from '../../flows/spool/spool.ts'
import { StagedSpool } from '../../flows/spool/staged-spool.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import type { NoticeStanding } from '../../notice/index.ts'
import { operatorName } from '../../people/index.ts'
import { loadConfiguration } from '../configuration.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import { type DataDirectory, openDataDirectory } from '../data-directory.ts'
import { HeldDirectory } from '../held-directory.ts'
import { openLocalStore } from '../local-store.ts'
import { admitImport, type ImportAdmission } from '../notice/admit-import.ts'
import { noticeFacts } from '../notice/notice-facts.ts'
import { withNotices } from '../notice/with-notices.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { newWriterId, systemClock } from '../system-ports.ts'

type Options = {
  readonly data: string
  readonly format: IngestFormat | 'auto'
  readonly sampling?: number
  readonly exporter?: string
  readonly skipBadRows?: true
  readonly foreign?: string
  readonly actor: string
  readonly json?: true
}

type Ingested = { readonly file: string; readonly format: IngestFormat } & IngestResult

const AFTER = `
Formats: Parquet and CSV in the canonical columns, Zeek conn.log (plain, labelled, JSON), Argus CSV
(.binetflow), captures of NetFlow, IPFIX or sFlow. A file is taken whole or not at all: at the first
bad value the command stops and names file and line; --skip-bad-rows counts and leaves them out.
Where subscriberPrefixes are configured it needs, like collecting, a published notice (noroshi notice); files of other
people's networks, public captures and synthetic ones need a reason there instead, which the audit keeps: --foreign.
Details: docs/reference/import-formats.md.

  $ noroshi ingest flows.parquet conn.log.gz --data ./data/lab
  $ noroshi ingest routers.pcap --data ./data/isp --foreign "a public capture"
  $ noroshi ingest sampled.csv --sampling 1000 --data ./data/lab`

const WAIT_MS = 200

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('read files of flows into the store')
    .argument('<file...>', 'files to read')
    .addOption(dataOption())
    .addOption(
      new Option('--format <name>', 'format of all files')
        .choices(['auto', ...INGEST_FORMATS])
        .default('auto'),
    )
    .option(
      '--sampling <n>',
      'one packet in n was seen, where the file does not say',
      wholeNumber(1, 2 ** 31),
    )
    .option(
      '--exporter <address>',
      'recorded as the exporter, where the file does not say',
      address,
    )
    .option('--skip-bad-rows', 'count rows with a bad value and leave them out')
    .option('--foreign <reason>', 'none of our subscribers is in the files, and why')
    .option('--actor <name>', 'who brings them', process.env['USER'] ?? 'operator')
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(files: string[], options: Options): Promise<void> {
  const directory = openDataDirectory(options.data)
  const { actor, foreign } = options
  const admission = { actor, fileCount: files.length, foreign }
  const results = (await isServiceRunning(directory.controlSocket))
    ? await throughService(directory, files, options, admission)
    : await here(directory, files, options, admission)
  if (options.json) printJson({ files: results })
}

/** The service's loader takes what lies in its spool; Parquet is read by an engine of our own. */
async function throughService(
  directory: DataDirectory,
  files: readonly string[],
  options: Options,
  admission: ImportAdmission,
): Promise<Ingested[]> {
  await callService(directory.controlSocket, 'POST', '/control/import', admission)
  const engine = await openChdb()
  try {
    return await stage(directory, engine, files, options, async (segments, progress) => {
      const names = new Set(segments.map((segment) => segment.name))
      for (;;) {
        const left = (await listSegments(directory.spool)).filter(({ name }) => names.has(name))
        if (left.length === 0) return
        progress.show('the service is storing', 1 - left.length / names.size)
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      }
    })
  } finally {
    await engine.close()
  }
}

async function here(
  directory: DataDirectory,
  files: readonly string[],
  options: Options,
  admission: ImportAdmission,
): Promise<Ingested[]> {
  await using _held = await HeldDirectory.hold(directory, 'noroshi ingest')
  await using local = await openLocalStore(directory)
  const named = { ...admission, actor: operatorName(admission.actor) }
  const { subscriberPrefixes } = loadConfiguration(directory.configurationFile)
  const place = { subscriberPrefixes, standing: () => standingHere(directory) }
  await admitImport(named, place, local.audit)
  const loader = new Loader({
    directory: directory.spool,
    clock: systemClock,
    store: local.store,
  })
  return await stage(directory, local.engine, files, options, async (segments, progress) => {
    let stored = 0
    await loader.drain(() => {
      stored += 1
      progress.show('storing', stored / segments.length)
    })
  })
}

function standingHere(directory: DataDirectory): Promise<NoticeStanding> {
  return withNotices(directory, (notices, configuration) =>
    notices.standing(noticeFacts(configuration, false)),
  )
}

/** Reads file by file; each is stored before the next is read. */
async function stage(
  directory: DataDirectory,
  engine: FlowEngine,
  files: readonly string[],
  options: Options,
  store: (segments: readonly Segment[], progress: ProgressLine) => Promise<void>,
): Promise<Ingested[]> {
  const configuration = loadConfiguration(directory.configurationFile)
  const progress = new ProgressLine()
  const results: Ingested[] = []
  for (const file of files) {
    const format = options.format === 'auto' ? await detectFormat(file) : options.format
    await using staged = await StagedSpool.open({
      directory: directory.spool,
      writerId: newWriterId(),
      clock: systemClock,
      octetsMax: configuration.spool.octetsMax,
    })
    const result = await read(file, format, engine, staged, options, progress)
    await store(await staged.publish(), progress)
    progress.finish(summary(file, format, result))
    results.push({ file, format, ...result })
  }
  return results
}

async function read(
  file: string,
  format: IngestFormat,
  engine: FlowEngine,
  staged: StagedSpool,
  options: Options,
  progress: ProgressLine,
): Promise<IngestResult> {
  try {
    return await ingestFile(
      file,
      {
        format,
        engine,
        receivedAtMs: systemClock.nowMs(),
        decoder: createFlowDecoder(),
        ...(options.sampling === undefined ? {} : { samplingInterval: options.sampling }),
        ...(options.exporter === undefined ? {} : { exporter: options.exporter }),
        onBadRow: options.skipBadRows ? 'skip' : 'fail',
      },
      async (batch) => {
        await staged.write(batch)
      },
      ({ bytesRead, bytesTotal, records }) =>
        progress.show(
          `${basename(file)}: ${records.toLocaleString('en')} records`,
          bytesTotal > 0 ? bytesRead / bytesTotal : undefined,
        ),
    )
  } catch (error) {
    progress.finish()
    throw error
  }
}

function summary(file: string, format: IngestFormat, result: IngestResult): string {
  const skipped = Object.entries(result.skipped)
    .map(([code, count]) => `${count.toLocaleString('en')} ${code}`)
    .join(', ')
  const span =
    result.firstStartMs === null || result.lastStartMs === null
      ? ''
      : `, ${new Date(result.firstStartMs).toISOString()} to ${new Date(result.lastStartMs).toISOString()}`
  return `${file}: ${result.records.toLocaleString('en')} records (${format})${span}${skipped ? `; left out: ${skipped}` : ''}`
}

function address(text: string): string {
  const canonical = canonicalAddress(text)
  if (canonical === undefined) throw new InvalidArgumentError('It takes an IP address.')
  return canonical
}
