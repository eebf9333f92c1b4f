import { test } from 'node:test'
import { loadNativeReceiver, type NativeReceiver } from '../native-receiver.ts'

export type ReceiverOption = { readonly nativeReceiver?: NativeReceiver | undefined }

export const nativeReceiver = loadNativeReceiver()
/** Why tests of the native receiver cannot run here. */
export const noNative =
  nativeReceiver === undefined && 'the native receiver is not compiled here (tools/native.sh)'

/** What holds for the collector holds with Node's sockets and with the native receiver. */
export function testWithEachReceiver(
  rule: string,
  run: (receiver: ReceiverOption) => Promise<void>,
): void {
  test(`${rule} (dgram)`, () => run({}))
  test(`${rule} (native)`, { skip: noNative }, () => run({ nativeReceiver }))
}
