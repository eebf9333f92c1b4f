import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { freeUdpPort } from './noroshi-process.ts'
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
  await until(() => isListening(port))
  return {
    port,
    async [Symbol.asyncDispose]() {
      await until(() => isRead(port))
      child.kill('SIGTERM')
      await ended
    },
  }
}

const isListening = async (port: number): Promise<boolean> => (await queueOf(port)) !== undefined
const isRead = async (port: number): Promise<boolean> => (await queueOf(port)) === 0

/** Octets waiting on a UDP port of loopback; `undefined` while nobody listens. */
async function queueOf(port: number): Promise<number | undefined> {
  const table = await readFile('/proc/net/udp', 'ascii')
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const fields = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((line) => line[1] === local)
  return fields && Number.parseInt(fields[4]!.split(':')[1]!, 16)
}
