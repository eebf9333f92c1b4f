import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { CollectError } from './errors.ts'

/**
 * Whether several threads share a port (SO_REUSEPORT). The kernel then gives all datagrams of one
 * sender's socket to one of them. The first makes sure that nobody else has the port, which sharing
 * would hide.
 */
export type PortSharing = 'alone' | 'first' | 'next'

const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20

export async function openUdpSocket(
  address: string,
  port: number,
  sharing: PortSharing,
): Promise<Socket> {
  if (sharing === 'first' && port !== 0)
    await closeSocket(await bound(address, port, { isShared: false }))
  return bound(address, port, { isShared: sharing !== 'alone' })
}

export async function closeSocket(socket: Socket): Promise<void> {
  socket.close()
  await once(socket, 'close')
}

/** Refused by a kernel that cannot share a port, or does not spread what comes. */
const NOT_SHARED = ['ENOTSUP', 'ENOPROTOOPT', 'EOPNOTSUPP']

async function bound(
  address: string,
  port: number,
  { isShared }: { readonly isShared: boolean },
): Promise<Socket> {
  const socket = createSocket({
    type: address.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_OCTETS,
    reusePort: isShared,
  })
  try {
    socket.bind(port, address)
    await once(socket, 'listening')
  } catch (cause) {
    socket.close()
    const { code, message } = cause as NodeJS.ErrnoException
    if (isShared && NOT_SHARED.includes(code ?? ''))
      throw new CollectError(
        'PORT_NOT_SHARED',
        `this system cannot share UDP ${address} port ${port} between threads; set collectorThreads to 1`,
        { cause },
      )
    throw new CollectError(
      'LISTENER_NOT_BOUND',
      `UDP ${address} port ${port} cannot be opened: ${message}`,
      { cause },
    )
  }
  socket.on('error', () => {})
  return socket
}
