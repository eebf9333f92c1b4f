/** How each collector is started and asked what it has kept. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Child } from '../../src/app/bench/child.ts'
import type {
  ReceiverMessage,
  ReceiverOrder,
} from '../../src/app/bench/collect/receiver-messages.ts'
import type { Contestant, StartContestant } from './contestant.ts'
import { familyOf } from './process-cost.ts'

const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20
const START_MS_MAX = 10_000
const RECEIVER = new URL('../../src/app/bench/collect/receiver-main.ts', import.meta.url)

/** Keeps synced segments. */
export const startNoroshi: StartContestant = async (directory) => {
  const spoolDirectory = join(directory, 'spool')
  const child = new Child<ReceiverOrder, ReceiverMessage>(RECEIVER, {
    spoolDirectory,
    port: 0,
    portSharing: 'alone',
  })
  const { port } = await child.next('listening')
  return {
    port,
    pids: [child.pid],
    stop: async () => (await child.ask({ kind: 'stop' }, 'stopped')).spooled,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

/** Keeps one file, uncompressed, which is the least work for it, and syncs nothing. */
export const startNfcapd: StartContestant = async (directory) => {
  await mkdir(directory, { recursive: true })
  const port = await freePort()
  const buffer = String(RECEIVE_BUFFER_OCTETS)
  const words = ['-w', directory, '-p', String(port), '-b', '127.0.0.1', '-t', '3600', '-B', buffer]
  const program = spawn('nfcapd', words, { stdio: 'ignore' })
  await listening(port)
  return {
    ...running(program, port, 'SIGTERM'),
    stop: async () => {
      await ended(program, 'SIGTERM')
      return nfcapdFlows(directory)
    },
  }
}

/** Keeps no flows, only two counters: less work than the others have. */
export const startNfacctd: StartContestant = async (directory) => {
  await mkdir(directory, { recursive: true })
  const port = await freePort()
  const output = join(directory, 'counters.csv')
  const configuration = join(directory, 'nfacctd.conf')
  const settings = {
    daemonize: 'false',
    nfacctd_ip: '127.0.0.1',
    nfacctd_port: port,
    nfacctd_pipe_size: RECEIVE_BUFFER_OCTETS,
    plugins: 'print[counters]',
    'aggregate[counters]': 'proto, flows',
    'print_output[counters]': 'csv',
    'print_output_file[counters]': output,
    'print_refresh_time[counters]': 3600,
    'plugin_pipe_size[counters]': 67_108_864,
    'plugin_buffer_size[counters]': 65_536,
  }
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`)
  writeFileSync(configuration, lines.join(''))
  const program = spawn('nfacctd', ['-f', configuration], { stdio: 'ignore' })
  await listening(port)
  return {
    ...running(program, port, 'SIGINT'),
    stop: async () => {
      await ended(program, 'SIGINT')
      for (let ms = 0; !existsSync(output) && ms < START_MS_MAX; ms += 50) await sleep(50)
      const rows = (await readFile(output, 'ascii').catch(() => '')).trim().split('\n').slice(1)
      return rows.reduce((sum, row) => sum + Number(row.split(',')[2] ?? 0), 0)
    },
  }
}

/** nfdump's own count of what lies in nfcapd's files. */
export async function nfcapdFlows(directory: string): Promise<number> {
  let flows = 0
  for (const name of await readdir(directory)) {
    if (!/^nfcapd\.\d+$/.test(name)) continue
    const { stdout } = await promisify(execFile)('nfdump', ['-I', '-r', join(directory, name)])
    flows += Number(/^Flows: (\d+)/m.exec(stdout)?.[1] ?? 0)
  }
  return flows
}

function running(
  program: ChildProcess,
  port: number,
  signal: NodeJS.Signals,
): Omit<Contestant, 'stop'> {
  return {
    port,
    pids: familyOf(program.pid!),
    [Symbol.asyncDispose]: () => ended(program, signal),
  }
}

async function ended(program: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const exit = once(program, 'exit')
  program.kill(signal)
  await exit
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** What the kernel holds for the one who listens on a loopback port; `undefined` while nobody does. */
function queueOf(port: number): number | undefined {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const fields = readFileSync('/proc/net/udp', 'ascii')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((line) => line[1] === local)
  return fields && Number.parseInt(fields[4]!.split(':')[1]!, 16)
}

export function queuedOctets(port: number): number {
  return queueOf(port) ?? 0
}

async function listening(port: number): Promise<void> {
  for (let ms = 0; ms < START_MS_MAX; ms += 50) {
    if (queueOf(port) !== undefined) {
      // A program that forks its workers after binding has them by now.
      await sleep(500)
      return
    }
    await sleep(50)
  }
  throw new Error(`nothing listens on UDP port ${port} after ${START_MS_MAX} ms`)
}

/** What a trial left on disk. */
export function removeKept(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true })
}
