import { formatAddress } from '../../../core/address.ts'
import { formatEndpoint, type ServiceEndpoint } from '../../../core/endpoint.ts'
import { protocolName } from '../../../core/protocol.ts'
import { SeededRandom } from '../../../core/random.ts'
import { FoldLedger } from '../../../flows/store/fold-ledger.ts'
import {
  FLOW_COLUMN_NAMES,
  type FlowBatch,
  readUint64,
  writeUint64,
} from '../../../flows/wire/flow-batch.ts'
import type { CountrySite, Planted } from '../country-site.ts'

/** What attackers do to the flows, as changes to what routers exported. */

const FORGED_SOURCES = 1_000
const FORGED_SYNS = 20_000
const FLOOD_SECONDS = 600

const COLUMNS = [...FLOW_COLUMN_NAMES, 'fold'].join(', ')

/** What is stored after a detection belongs to the fold that is open now. */
async function openFold(site: CountrySite): Promise<number> {
  return (await FoldLedger.open(site.store.engine)).openFold
}

/** An address as SQL text that any column of addresses can be compared with. */
const sqlAddress = (address: string): string =>
  `toIPv6('${address.includes(':') ? address : `::ffff:${address}`}')`

/**
 * Sends SYNs to an innocent server in the names of subscribers. On an access interface nothing about
 * them says that they are forged; on an upstream one the interface does.
 */
export async function forgeFlood(
  site: CountrySite,
  victim: ServiceEndpoint,
  ingressInterface: number,
): Promise<void> {
  await site.store.engine.run(
    `INSERT INTO flows (${COLUMNS}) SELECT
       toDateTime({at:UInt32}), fromUnixTimestamp64Milli(toInt64({at:UInt32}) * 1000 + intHash64(number) % ${FLOOD_SECONDS * 1000}), 0,
       sources[1 + intHash64(number + 1000003) % length(sources)], ${sqlAddress(victim.address)},
       1025 + intHash64(number + 2000003) % 60000, {port:UInt16}, 6, 2, 0, 1, 40, 0, 0, 1, toIPv6('::1'), 1, {ingress:UInt32}, 2, 0, {fold:UInt32}
     FROM (SELECT groupArray(${FORGED_SOURCES})(src_address) AS sources FROM (
         SELECT DISTINCT src_address FROM flows WHERE arrayExists(prefix ->
           isIPAddressInRange(replaceOne(toString(src_address), '::ffff:', ''), prefix), {inside:Array(String)})
         ORDER BY src_address)) AS claimed
       CROSS JOIN numbers(${FORGED_SYNS}) AS forged`,
    {
      at: Math.floor(site.startMs / 1000) + 3600,
      port: victim.port,
      ingress: ingressInterface,
      fold: await openFold(site),
      inside: site.view.subscriberPrefixes.filter((prefix) => !prefix.includes(':')),
    },
  )
}

/** Lets every bot of a controller call an innocent host in the controller's own rhythm and sizes. */
export async function layBait(
  site: CountrySite,
  controller: ServiceEndpoint,
  host: ServiceEndpoint,
): Promise<void> {
  await site.store.engine.run(
    `INSERT INTO flows (${COLUMNS}) SELECT * REPLACE (
       toUInt32({fold:UInt32}) AS fold,
       if(dst_address = ${sqlAddress(controller.address)}, ${sqlAddress(host.address)}, dst_address) AS dst_address,
       if(dst_address = ${sqlAddress(controller.address)}, {port:UInt16}, dst_port) AS dst_port,
       if(src_address = ${sqlAddress(controller.address)}, ${sqlAddress(host.address)}, src_address) AS src_address,
       if(src_address = ${sqlAddress(controller.address)}, {port:UInt16}, src_port) AS src_port)
     FROM flows WHERE dst_address = ${sqlAddress(controller.address)} OR src_address = ${sqlAddress(controller.address)}`,
    { port: host.port, fold: await openFold(site) },
  )
}

/** Adds junk to every record of a controller's channel: up to four times the octets, and more packets. */
export function padChannels(
  seed: number,
): (batch: FlowBatch, planted: ReadonlyMap<string, Planted>) => void {
  const random = new SeededRandom(seed)
  return (batch, planted) => {
    for (let row = 0; row < batch.length; row++) {
      const protocol = protocolName(batch.protocol[row]!)
      const isPlanted =
        planted.has(
          formatEndpoint({
            address: formatAddress(batch.dstAddress, 16 * row),
            protocol,
            port: batch.dstPort[row]!,
          }),
        ) ||
        planted.has(
          formatEndpoint({
            address: formatAddress(batch.srcAddress, 16 * row),
            protocol,
            port: batch.srcPort[row]!,
          }),
        )
      if (!isPlanted) continue
      const factor = 1 + 3 * random.next()
      const more = random.integer(4)
      for (const [packets, octets] of [
        [batch.packets, batch.octets],
        [batch.reversePackets, batch.reverseOctets],
      ] as const) {
        if (readUint64(packets, row) === 0) continue
        writeUint64(packets, row, readUint64(packets, row) + more)
        writeUint64(octets, row, Math.round(readUint64(octets, row) * factor) + 40 * more)
      }
    }
  }
}
