import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { DatagramBatch } from './datagram-batch.ts'
import { CollectError } from './errors.ts'
import type { NativeReceiver } from './native-receiver.ts'

/**
 * Whether several threads share a port (SO_REUSEPORT). The kernel then gives all datagrams of one
 * sender's socket to one of them. The first makes sure that nobody else has the port, which sharing
 * would hide.
 */
export type PortSharing = 'alone' | 'first' | 'next'

/** A bound port. */
export type UdpSocket = {
  readonly address: string
  readonly port: number
  /** Takes what has come already, then gives the port back. */
  close(): Promise<void>
}

/** How datagrams are received: one by one by Node's own sockets, or many at a time (decision 0018). */
export type UdpReceiver = {
  readonly onDatagram: (payload: Uint8Array, source: string, port: number) => void
  readonly native?: {
    readonly receiver: NativeReceiver
    readonly batch: DatagramBatch
    /** The first `count` slots of the batch are filled. */
    readonly onBatch: (count: number) => void
  }
}

const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20
/** More fetches than this buffer has room for datagrams; a sender that never stops must not hold up a stop. */
const LAST_FETCH_COUNT_MAX = 256

export async function openUdpSocket(
  address: string,
  port: number,
  sharing: PortSharing,
  receiver: UdpReceiver,
): Promise<UdpSocket> {
  if (sharing === 'first' && port !== 0) {
    const probe = await bound(address, port, false)
    await closed(probe)
  }
  const isShared = sharing !== 'alone'
  return receiver.native
    ? openNative(address, port, isShared, receiver.native)
    : openDgram(address, port, isShared, receiver.onDatagram)
}

async function openDgram(
  address: string,
  port: number,
  isShared: boolean,
  onDatagram: UdpReceiver['onDatagram'],
): Promise<UdpSocket> {
  const socket = await bound(address, port, isShared)
  socket.on('error', () => {})
  socket.on('message', (payload, source) => onDatagram(payload, source.address, source.port))
  return { address, port: socket.address().port, close: () => closed(socket) }
}

function openNative(
  address: string,
  port: number,
  isShared: boolean,
  { receiver, batch, onBatch }: NonNullable<UdpReceiver['native']>,
): UdpSocket {
  const { slotStride, slotOctets, octets, heads } = batch
  const open = () =>
    receiver.open(
      address,
      port,
      isShared,
      RECEIVE_BUFFER_OCTETS,
      slotStride,
      slotOctets,
      octets,
      heads,
      onBatch,
    )
  let socket: ReturnType<NativeReceiver['open']>
  try {
    socket = open()
  } catch (cause) {
    throw notBound(cause, address, port, isShared)
  }
  return {
    address,
    port: receiver.port(socket),
    close: async () => {
      for (let n = 0; n < LAST_FETCH_COUNT_MAX; n++) {
        const count = receiver.fetch(socket)
        if (count === 0) break
        onBatch(count)
      }
      receiver.close(socket)
    },
  }
}

async function bound(address: string, port: number, isShared: boolean): Promise<Socket> {
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
    throw notBound(cause, address, port, isShared)
  }
  return socket
}

async function closed(socket: Socket): Promise<void> {
  socket.close()
  await once(socket, 'close')
}

/** Refused by a kernel that cannot share a port, or does not spread what comes. */
const NOT_SHARED = ['ENOTSUP', 'ENOPROTOOPT', 'EOPNOTSUPP']

function notBound(cause: unknown, address: string, port: number, isShared: boolean): CollectError {
  const { code, message } = cause as NodeJS.ErrnoException
  return isShared && NOT_SHARED.includes(code ?? '')
    ? new CollectError(
        'PORT_NOT_SHARED',
        `this system cannot share UDP ${address} port ${port} between threads; set collectorThreads to 1`,
        { cause },
      )
    : new CollectError(
        'LISTENER_NOT_BOUND',
        `UDP ${address} port ${port} cannot be opened: ${message}`,
        { cause },
      )
}
