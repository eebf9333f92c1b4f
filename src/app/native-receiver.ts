import { loadNativeReceiver, type NativeReceiver } from '../flows/collect/native-receiver.ts'
import type { Configuration } from './configuration.ts'

/** Says `dgram` for one run, whatever the configuration says. */
const VARIABLE = 'NOROSHI_RECEIVER'

/** What receives datagrams in this process: `undefined` means Node's own sockets (decision 0018). */
export function chosenReceiver(
  configured: Configuration['receiver'] = 'auto',
): NativeReceiver | undefined {
  const choice = process.env[VARIABLE] ?? configured
  return choice === 'dgram' ? undefined : loadNativeReceiver()
}
