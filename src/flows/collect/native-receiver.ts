import { createRequire } from 'node:module'
import { machine } from 'node:os'
import { resolve } from 'node:path'

/** native/udp-receiver.c as JavaScript sees it. What its functions throw carries an errno's name as `code`. */
export type NativeReceiver = {
  /** Binds, and from then on fills the slots and says how many whenever something has come. */
  open(
    address: string,
    port: number,
    isShared: boolean,
    bufferOctets: number,
    slotStride: number,
    slotOctets: number,
    octets: Uint8Array,
    heads: Uint32Array,
    onBatch: (count: number) => void,
  ): NativeSocket
  port(socket: NativeSocket): number
  /** Fills the slots with what is waiting now; says how many. */
  fetch(socket: NativeSocket): number
  /** The port is free when it returns. */
  close(socket: NativeSocket): void
}

declare const nativeSocket: unique symbol
export type NativeSocket = { readonly [nativeSocket]: true }

/** Where tools/native.sh puts it. */
const FILE = resolve(import.meta.dirname, `../../../native/build/udp-receiver-${machine()}.node`)

/** The compiled receiver, or `undefined` where there is none or it does not load; see decision 0018. */
export function loadNativeReceiver(): NativeReceiver | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return createRequire(import.meta.url)(FILE)
  } catch {
    // Not compiled, or for another runtime: Node's own sockets do the same.
    return undefined
  }
}
