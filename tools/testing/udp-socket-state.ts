import { readFile } from 'node:fs/promises'

export type UdpSocketState = {
  /** Received by the kernel and not read yet. */
  readonly queuedOctets: number
  /** Thrown away by the kernel because the queue was full. */
  readonly droppedDatagrams: number
}

/**
 * What Linux says of the IPv4 socket bound to a loopback port; `undefined` while there is none. The
 * peers of these tests are Debian's, so there is a /proc.
 */
export async function udpSocketState(port: number): Promise<UdpSocketState | undefined> {
  const table = await readFile('/proc/net/udp', 'ascii')
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const fields = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((line) => line[1] === local)
  return (
    fields && {
      queuedOctets: Number.parseInt(fields[4]!.split(':')[1]!, 16),
      droppedDatagrams: Number(fields.at(-1)),
    }
  )
}
