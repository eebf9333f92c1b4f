import { formatEndpoint } from '../../core/endpoint.ts'
import { PROTOCOL_TCP, protocolName } from '../../core/protocol.ts'
import { type RecordedFlow, recordedFlows, routedFlows } from '../../country/index.ts'
import { ingestFile } from '../../flows/ingest/index.ts'
import type { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { AppError } from '../errors.ts'
import { cutCapture, listCaptures } from './captures.ts'
import { describeLabelledFile } from './labelled-file.ts'
import { SiteStore } from './site-store.ts'
import { readTruthTable } from './truth-table.ts'

/** What labelled captures hold that can be played again: controllers' channels, and innocent machines. */
export type RecordedMaterial = {
  readonly channels: readonly { readonly name: string; readonly flows: readonly RecordedFlow[] }[]
  readonly hosts: readonly (readonly RecordedFlow[])[]
}

/** A machine that was recorded, rather than one that was met. */
const HOST_FLOWS_MIN = 60
const CHANNEL_FLOWS_MIN = 10
/** A machine whose attempts mostly come to nothing scans: it is no ordinary subscriber. */
const UNANSWERED_SHARE_MAX = 0.5

/** @throws AppError when the captures hold no controller, or no innocent machine */
export async function readRecordedMaterial(path: string): Promise<RecordedMaterial> {
  await using store = await SiteStore.open()
  const question = { path, truth: 'c2', capture: 'capture' }
  const file = await describeLabelledFile(store.engine, question)
  const channels: { name: string; flows: readonly RecordedFlow[] }[] = []
  const hosts: RecordedFlow[][] = []
  for (const capture of await listCaptures(store.engine, file)) {
    const truth = await readTruthTable(store.engine, file, capture.name, CHANNEL_FLOWS_MIN)
    const cut = await cutCapture(store.engine, file, capture, store.directory)
    const flows = await asAsked(store, cut, file.format)
    const controllers = [...truth].filter(([, { truth }]) => truth === 1)
    for (const [name] of controllers) {
      const channel = flows.filter((flow) => serverOf(flow) === name)
      if (channel.length >= CHANNEL_FLOWS_MIN) channels.push({ name, flows: channel })
    }
    const isInnocent =
      controllers.length === 0 && [...truth.values()].some(({ truth }) => truth === 0)
    if (isInnocent) hosts.push(...innocentHosts(routedFlows(flows)))
  }
  if (channels.length === 0 || hosts.length === 0)
    throw new AppError(
      'NO_FLOWS',
      `${path}: the suite "isp" needs labelled controllers and captures of innocent machines`,
    )
  return { channels, hosts }
}

/** Every flow as its initiator saw it. */
async function asAsked(
  store: SiteStore,
  path: string,
  format: Parameters<SiteStore['ingest']>[1],
): Promise<RecordedFlow[]> {
  const flows: RecordedFlow[] = []
  await ingestFile(
    path,
    { format, engine: store.engine, receivedAtMs: 0, onBadRow: 'skip' },
    async (batch: FlowBatch) => {
      for (const flow of recordedFlows(batch, () => true)) flows.push(flow)
    },
    () => {},
  )
  return flows
}

function innocentHosts(flows: readonly RecordedFlow[]): RecordedFlow[][] {
  return [...Map.groupBy(flows, ({ client }) => client).values()].filter((ofHost) => {
    const attempts = ofHost.filter(({ protocol }) => protocol === PROTOCOL_TCP)
    const unanswered = attempts.filter(({ reversePackets }) => reversePackets === 0).length
    return ofHost.length >= HOST_FLOWS_MIN && unanswered <= UNANSWERED_SHARE_MAX * attempts.length
  })
}

const serverOf = ({ server, serverPort, protocol }: RecordedFlow): string =>
  formatEndpoint({ address: server, port: serverPort, protocol: protocolName(protocol) })
