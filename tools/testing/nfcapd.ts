import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freeUdpPort } from './noroshi-process.ts'
import { udpSocketState } from './udp-socket-state.ts'
import { until } from './until.ts'

/** Longer than any test: nfcapd then closes its file when it is told to stop. */
const ROTATION_SECONDS = '3600'

/** nfdump's collector, listening; disposing stops it and waits for its file. */
export async function spawnNfcapd(
  store: string,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const port = await freeUdpPort()
  const child = spawn(
    'nfcapd',
    ['-l', store, '-p', String(port), '-b', '127.0.0.1', '-t', ROTATION_SECONDS],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  )
  const ended = once(child, 'exit')
  await until(async () => (await udpSocketState(port)) !== undefined)
  return {
    port,
    async [Symbol.asyncDispose]() {
      await until(async () => (await udpSocketState(port))?.queuedOctets === 0)
      child.kill('SIGTERM')
      await ended
    },
  }
}
