import { parseAddress } from '../../core/address.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Service } from '../machines/service.ts'
import type { Device } from '../people/population.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { sample } from '../traffic/draw.ts'
import type { Recording } from './recording.ts'

/** A recording with the places that its two sides were given. */
export type InstalledRecording = {
  readonly recording: Recording
  readonly devices: readonly Device[]
  /** Recorded server → its address here, 16 octets. */
  readonly servers: ReadonlyMap<string, Uint8Array>
}

export function installRecordings(
  random: SeededRandom,
  space: OutsideSpace,
  recordings: readonly Recording[],
  devices: readonly Device[],
): readonly InstalledRecording[] {
  // Hosts share one map, or a name server they all used would become a server of each.
  const common = new Map<string, Uint8Array>()
  const place = (servers: Map<string, Uint8Array>, server: string): void => {
    if (!servers.has(server)) servers.set(server, isIpv6(server) ? space.ipv6() : space.ipv4())
  }
  return recordings.map((recording) => {
    const servers = recording.kind === 'host' ? common : new Map<string, Uint8Array>()
    for (const { server } of recording.flows) place(servers, server)
    const needsIpv6 = recording.flows.some(({ server }) => isIpv6(server))
    const able = needsIpv6 ? devices.filter(({ ipv6 }) => ipv6 !== undefined) : devices
    return { recording, devices: sample(random, able, recording.copies), servers }
  })
}

/** The endpoints that a channel's server has here. */
export function servicesOf({ recording, servers }: InstalledRecording): readonly Service[] {
  const services = new Map<string, Service>()
  for (const { server, serverPort, protocol } of recording.flows) {
    const address = servers.get(server)!
    const family = isIpv6(server)
      ? { ipv4: undefined, ipv6: address }
      : { ipv4: address, ipv6: undefined }
    services.set(`${server} ${protocol} ${serverPort}`, {
      kind: recording.label,
      ...family,
      protocol,
      port: serverPort,
      roundTripMs: 50,
    })
  }
  return [...services.values()]
}

function isIpv6(text: string): boolean {
  const octets = parseAddress(text)!
  return octets[10] !== 0xff || octets[11] !== 0xff
}
