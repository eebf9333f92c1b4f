import type { LinkType } from '../../wire/packet/link-header.ts'

/** One packet of a capture file, whatever the file's format. */
export type CapturedPacket = {
  /** Epoch milliseconds, with a fraction. */
  readonly atMs: number
  readonly link: CaptureLink
  readonly octets: Uint8Array
}

/** How the octets of a packet begin. */
export type CaptureLink = LinkType | 'loopback' | 'cooked' | 'cooked2'

/** LINKTYPE_ values of tcpdump.org; a capture of any other is refused. */
export const CAPTURE_LINKS: ReadonlyMap<number, CaptureLink> = new Map<number, CaptureLink>([
  [0, 'loopback'],
  [1, 'ethernet'],
  [12, 'ip'],
  [14, 'ip'],
  [101, 'ip'],
  [108, 'loopback'],
  [113, 'cooked'],
  [228, 'ip'],
  [229, 'ip'],
  [276, 'cooked2'],
])

/** libpcap's own maximum snapshot length; a longer packet is a damaged length field. */
export const PACKET_OCTETS_MAX = 262_144
