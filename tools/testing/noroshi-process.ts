import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const LAUNCHER = resolve(import.meta.dirname, '../../noroshi')
const READY_WITHIN_MS = 60_000
const POLL_MS = 100

/** What a configuration has to state before a notice can be published; a test may give its own, or `{}` for none. */
const STATED = {
  operator: { ja: '試験用の事業者', en: 'a provider of a test' },
  contact: { ja: '試験のため連絡先なし', en: 'none, as this is a test' },
  optOut: { ja: '試験のため手続きなし', en: 'nothing to refuse, as this is a test' },
}

type NoticeAnswer = {
  readonly standing: {
    readonly mayCollect: boolean
    readonly missing: readonly string[]
    readonly digest: string
  }
}

export type CommandResult = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `./noroshi …` to its end, as a user would. */
export async function noroshi(...args: string[]): Promise<CommandResult> {
  const child = spawn(LAUNCHER, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout = child.stdout.toArray()
  const stderr = child.stderr.toArray()
  const [status] = (await once(child, 'close')) as [number | null]
  return {
    status,
    stdout: Buffer.concat(await stdout).toString(),
    stderr: Buffer.concat(await stderr).toString(),
  }
}

/** Runs `./noroshi … --json` and answers its document; throws with its words when it fails. */
export async function noroshiJson<Document>(...args: string[]): Promise<Document> {
  const result = await noroshi(...args, '--json')
  if (result.status !== 0) throw new Error(`noroshi ${args.join(' ')}: ${result.stderr}`)
  return JSON.parse(result.stdout)
}

/** Imports a list of others that has known one controller since `firstSeen`, `YYYY-MM-DD hh:mm:ss`. */
export async function listController(
  place: { readonly directory: string; readonly data: string },
  { address, port, firstSeen }: { address: string; port: number; firstSeen: string },
): Promise<void> {
  const list = join(place.directory, 'list.csv')
  await writeFile(list, `ip,port,first_seen\n${address},${port},${firstSeen}\n`)
  const { status, stderr } = await noroshi(
    ...['list', 'import', list, '--source', 'others', '--terms', 'free', '--data', place.data],
    ...['--default-kind', 'controller', '--reliability', '0.9'],
  )
  if (status !== 0) throw new Error(stderr)
}

/** An empty directory that goes away with the test. */
export async function temporaryDirectory(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'noroshi-test-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** A service on free ports of loopback, which a test may stop, kill and start again on its data. */
export class ServiceProcess implements AsyncDisposable {
  readonly data: string
  readonly consolePort: number
  readonly collectorPort: number
  readonly #extraArgs: readonly string[]
  #child: ChildProcess | undefined
  #log = ''

  private constructor(data: string, ports: [number, number], extraArgs: readonly string[]) {
    this.data = data
    this.consolePort = ports[0]
    this.collectorPort = ports[1]
    this.#extraArgs = extraArgs
  }

  /** Writes `noroshi.json` with free ports and `configuration`, and starts. */
  static async start(
    data: string,
    configuration: Record<string, unknown> = {},
    extraArgs: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const service = new ServiceProcess(data, [await freeTcpPort(), await freeUdpPort()], extraArgs)
    await writeFile(
      join(data, 'noroshi.json'),
      JSON.stringify({
        collectors: [{ address: '127.0.0.1', port: service.collectorPort }],
        notice: STATED,
        ...configuration,
      }),
    )
    await service.restart()
    await service.#tellSubscribers()
    return service
  }

  /** As an operator must: nothing is collected before a notice is published. A demonstration does it itself. */
  async #tellSubscribers(): Promise<void> {
    const { standing } = await this.api<NoticeAnswer>('/api/v1/notice')
    if (standing.mayCollect || standing.missing.length > 0) return
    const body = JSON.stringify({ note: 'published by a test', digest: standing.digest })
    await this.api('/api/v1/notice/publish', { method: 'POST', body })
  }

  async restart(): Promise<void> {
    const child = spawn(
      LAUNCHER,
      ['start', '--data', this.data, '--port', String(this.consolePort), ...this.#extraArgs],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const keep = (chunk: Buffer): void => {
      this.#log += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    this.#child = child
    for (let waited = 0; waited < READY_WITHIN_MS; waited += POLL_MS) {
      if (child.exitCode !== null) throw new Error(`the service ended:\n${this.#log}`)
      if (await this.#isReady()) return
      await new Promise((done) => setTimeout(done, POLL_MS))
    }
    throw new Error(`the service was not ready in time:\n${this.#log}`)
  }

  /** Everything it has printed, over all its lives. */
  get log(): string {
    return this.#log
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** As the operator, over the control socket, where nobody needs to sign in. */
  async api<Body>(path: string, init: { method?: string; body?: string } = {}): Promise<Body> {
    const { status, text } = await askSocket(join(this.data, 'control.sock'), path, init)
    if (status !== 200) throw new Error(`${path}: HTTP ${status} ${text}`)
    return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : (text as Body)
  }

  /** The value of one sample in `/metrics`, labels included in the name; 0 when absent. */
  async metric(name: string): Promise<number> {
    const text = await this.api<string>('/metrics')
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
    return line ? Number(line.slice(name.length + 1)) : 0
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    child.kill(signal)
    await once(child, 'exit')
    return child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL')
  }

  async #isReady(): Promise<boolean> {
    try {
      const place = `http://127.0.0.1:${this.consolePort}/api/v1/session`
      return (await fetch(place)).ok
    } catch {
      return false
    }
  }
}

async function askSocket(
  socketPath: string,
  path: string,
  { method = 'GET', body }: { method?: string; body?: string },
): Promise<{ status: number | undefined; text: string }> {
  const call = request({
    socketPath,
    path,
    method,
    // A kept connection may be one that the service is just closing.
    agent: false,
    headers: { host: 'localhost', ...(body ? { 'content-type': 'application/json' } : {}) },
  })
  call.end(body)
  const [response] = await once(call, 'response')
  return {
    status: response.statusCode,
    text: Buffer.concat(await response.toArray()).toString(),
  }
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
