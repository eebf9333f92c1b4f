import { parseAddress } from '../../core/address.ts'
import { formatEndpoint, parseEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'
import { protocolName } from '../../core/protocol.ts'
import {
  type RecordedFlow,
  type Recording,
  recordedChannel,
  recordedFlows,
  recordedHost,
} from '../../country/index.ts'
import { detectFormat, ingestFile } from '../../flows/ingest/index.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { AppError } from '../errors.ts'

export type InjectionOptions = {
  readonly inject?: readonly string[]
  /** Only the channel to this server is injected, as a C2 controller. */
  readonly injectServer?: string
  readonly injectCopies: number
  readonly injectClients: readonly string[]
}

const HOSTS_MAX = 1000

/**
 * Recordings from files of flows: the channel to one server, or every inside host with all it did.
 *
 * @throws IngestError; AppError OPTION_INVALID; CountryError RECORDING_UNUSABLE
 */
export async function loadRecordings(options: InjectionOptions): Promise<readonly Recording[]> {
  if (!options.inject) return []
  const inside = options.injectClients.map((text) => {
    const prefix = parsePrefix(text)
    if (!prefix) throw new AppError('OPTION_INVALID', `--inject-clients: ${text} is no prefix`)
    return prefix
  })
  const isClient = (address: string): boolean => {
    const octets = parseAddress(address)
    return octets !== undefined && inside.some((prefix) => prefixContains(prefix, octets))
  }
  const server = options.injectServer === undefined ? undefined : endpoint(options.injectServer)
  const flows: RecordedFlow[] = []
  for (const path of options.inject) {
    // A channel's server may lie inside as well, as in a laboratory.
    const side = server ? (address: string) => address !== server.address : isClient
    flows.push(...(await readFlows(path, side)))
  }
  const copies = options.injectCopies
  if (server) {
    const wanted = formatEndpoint(server)
    const channel = flows.filter((flow) => endpointText(flow) === wanted)
    return [recordedChannel(channel, { role: 'controller', label: 'recorded', copies })]
  }
  const hosts = Map.groupBy(flows, ({ client }) => client)
  if (hosts.size > HOSTS_MAX)
    throw new AppError(
      'OPTION_INVALID',
      `--inject: ${hosts.size} inside hosts are more than ${HOSTS_MAX}; narrow --inject-clients`,
    )
  return [...hosts.values()].map((host) => recordedHost(host, { copies }))
}

async function readFlows(
  path: string,
  isClient: (address: string) => boolean,
): Promise<readonly RecordedFlow[]> {
  const engine = await openChdb()
  const flows: RecordedFlow[] = []
  try {
    const format = await detectFormat(path)
    await ingestFile(
      path,
      { format, engine, receivedAtMs: 0 },
      async (batch) => {
        for (const flow of recordedFlows(batch, isClient)) flows.push(flow)
      },
      () => {},
    )
  } finally {
    await engine.close()
  }
  return flows
}

function endpoint(text: string): ServiceEndpoint {
  const parsed = parseEndpoint(text)
  if (!parsed)
    throw new AppError('OPTION_INVALID', `--inject-server takes 192.0.2.1:443/tcp, not ${text}`)
  return parsed
}

const endpointText = ({ server, serverPort, protocol }: RecordedFlow): string =>
  formatEndpoint({ address: server, port: serverPort, protocol: protocolName(protocol) })
