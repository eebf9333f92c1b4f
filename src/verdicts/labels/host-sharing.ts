/** What is known of everything else that an address serves; counts only. */
export type HostSharing = {
  /** Distinct service ports at which the address was seen to serve. */
  readonly portCount: number
  /** Distinct clients of the address, on all ports. */
  readonly clientCount: number
  /** Distinct names that lead to it, where that is known. */
  readonly nameCount: number | null
}

/** Beyond these an address is shared infrastructure, and its ports have nothing to do with each other. */
export const SHARED_HOST = { ports: 8, clients: 1_000, names: 10 } as const

/**
 * How much a statement about an address says about one port of it, 0 to 1. An address and a port: all. An
 * address alone: the one service there is, or an equal share of a few; nothing where the host is shared, and
 * nothing where it is not known whether it is. Joining lists by address alone with real flows made
 * controllers of Facebook, Discord and parking pages (data README): on a shared host it is never done.
 */
export function portShare(hasPort: boolean, sharing: HostSharing | undefined): number {
  if (hasPort) return 1
  if (!sharing) return 0
  const { portCount, clientCount, nameCount } = sharing
  const isShared =
    portCount > SHARED_HOST.ports ||
    clientCount > SHARED_HOST.clients ||
    (nameCount ?? 0) > SHARED_HOST.names
  if (isShared) return 0
  return 1 / (Math.max(1, portCount) * Math.max(1, nameCount ?? 1))
}
