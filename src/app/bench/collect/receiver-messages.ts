import type { PortSharing } from '../../../flows/collect/udp-socket.ts'

/** What a receiving process is started with. */
export type ReceiverTask = {
  readonly spoolDirectory: string
  /** 0 = any that is free. */
  readonly port: number
  readonly portSharing: PortSharing
}

export type ReceiverOrder =
  /** All who share the port are bound. */
  { readonly kind: 'open' } | { readonly kind: 'count' } | { readonly kind: 'stop' }

export type ReceiverMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | ({ readonly kind: 'counted' } & ReceiverCounts)
  | ({ readonly kind: 'stopped' } & ReceiverCounts)

/** All since the process started. */
export type ReceiverCounts = {
  readonly datagrams: number
  /** Records decoded. */
  readonly records: number
  /** Records in segments that are on disk. */
  readonly spooled: number
  readonly segments: number
  /** Records decoded and then dropped, because the disk was behind. */
  readonly dropped: number
  /** Datagrams the kernel dropped at this port, of all who share it; `undefined` where it does not say. */
  readonly kernelDrops: number | undefined
  readonly cpuSeconds: number
  readonly rssMaxMb: number
}
