import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freeTcpPort, temporaryDirectory } from './noroshi-process.ts'
import { until } from './until.ts'

const SOURCE = resolve(import.meta.dirname, 'clickhouse-server.c')
const LIBRARIES = resolve(import.meta.dirname, '../../node_modules/@chdb/lib-*/libchdb.so')
/** It ends by itself after so long, should the test that started it die without a word. */
const LIFE_SECONDS = 900
const MEMORY_MAX = 3 * 2 ** 30
/** Kept of what a server has said last, and again so much from a fatal error on: its trace takes a quarter of it. */
const KEPT_CHARACTERS = 16_000
const FATAL = '<Fatal>'

export type ClickhouseNode = {
  /** Of its HTTP interface. */
  readonly url: string
  /** At once, as a power cut would; its files stay. */
  kill(): Promise<void>
  /** It holds its connections and says nothing, until it is let go on. */
  hang(): void
  goOn(): void
  /** On the same ports and files. */
  start(): Promise<void>
}

/** Servers on loopback, each with its own files; those of a cluster know each other. */
export type ClickhouseServers = AsyncDisposable & { readonly nodes: readonly ClickhouseNode[] }

/** The only user of a server that asks who is there. */
export type ClickhouseUser = { readonly name: string; readonly password: string }

/**
 * Starts real ClickHouse servers, made of the library that the package `chdb` brings; needs a C compiler.
 *
 * @param clusters name → how many of the servers, from the first on, are its shards
 * @param user without one, everybody may do everything
 */
export async function startClickhouse(
  count: number,
  clusters: Readonly<Record<string, number>> = {},
  user?: ClickhouseUser,
): Promise<ClickhouseServers> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await temporaryDirectory())
  const program = await compile(directory.path)
  const ports: NodePorts[] = []
  for (let i = 0; i < count; i++)
    ports.push({ http: await freeTcpPort(), tcp: await freeTcpPort() })
  const configuration = join(directory.path, 'clusters.xml')
  const users = user && join(directory.path, 'users.xml')
  if (users) await writeFile(users, usersXml(user))
  await writeFile(configuration, configurationXml(clusters, ports, users))
  const nodes: Node[] = []
  for (const [i, nodePorts] of ports.entries()) {
    const files = join(directory.path, `node-${i + 1}`)
    await mkdir(files)
    const node = new Node(program, configuration, files, nodePorts)
    stack.defer(() => node.kill())
    nodes.push(node)
  }
  await Promise.all(nodes.map((node) => node.start()))
  const held = stack.move()
  return { nodes, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

type NodePorts = { readonly http: number; readonly tcp: number }

async function compile(directory: string): Promise<string> {
  const library = await findLibrary()
  const program = join(directory, 'clickhouse-server')
  await promisify(execFile)('cc', [
    SOURCE,
    '-o',
    program,
    library,
    `-Wl,-rpath,${dirname(library)}`,
  ])
  return program
}

async function findLibrary(): Promise<string> {
  for await (const path of glob(LIBRARIES)) return path
  throw new Error('the package chdb brings no library for this machine')
}

class Node implements ClickhouseNode {
  readonly url: string
  readonly #program: string
  readonly #args: readonly string[]
  /** While nobody has ended it. */
  #child: ChildProcess | undefined

  constructor(program: string, configuration: string, files: string, ports: NodePorts) {
    this.url = `http://127.0.0.1:${ports.http}`
    this.#program = program
    this.#args = [
      '--multiquery',
      '--listen_host=127.0.0.1',
      `--http_port=${ports.http}`,
      `--tcp_port=${ports.tcp}`,
      `--path=${files}`,
      `--config-file=${configuration}`,
      '--log-level=error',
      '--query',
      `SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP;
       SELECT sleepEachRow(1) FROM numbers(${LIFE_SECONDS}) SETTINGS max_block_size = 1 FORMAT Null`,
    ]
  }

  async start(): Promise<void> {
    const child = spawn(this.#program, this.#args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let words = ''
    const keep = (chunk: Buffer): void => {
      words += chunk.toString()
      // What is refused after a fatal error must not push it out.
      words = words.includes(FATAL)
        ? words.slice(0, 2 * KEPT_CHARACTERS)
        : words.slice(-KEPT_CHARACTERS)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('close', (code, signal) => {
      // To whoever reads why a test failed: its queries only say that the server is shutting down.
      if (this.#child === child || words.includes(FATAL))
        console.error(
          `the ClickHouse server at ${this.url} ended by itself (${signal ?? code}): ${words}`,
        )
    })
    this.#child = child
    await until(async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the ClickHouse server ended (${child.signalCode ?? child.exitCode})`)
      return await isAnswering(this.url)
    })
  }

  hang(): void {
    this.#child?.kill('SIGSTOP')
  }

  goOn(): void {
    this.#child?.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).ok
  } catch {
    return false
  }
}

function configurationXml(
  clusters: Readonly<Record<string, number>>,
  ports: readonly NodePorts[],
  usersFile: string | undefined,
): string {
  const shard = ({ tcp }: NodePorts): string =>
    `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${tcp}</port></replica></shard>`
  const names = Object.entries(clusters).map(
    ([name, count]) => `<${name}>${ports.slice(0, count).map(shard).join('')}</${name}>`,
  )
  return `<clickhouse>
  <logger><console>true</console></logger>
  <max_server_memory_usage>${MEMORY_MAX}</max_server_memory_usage>
  <remote_servers>${names.join('\n')}</remote_servers>
  ${usersFile ? `<users_config>${usersFile}</users_config>` : ''}
</clickhouse>`
}

/** The server starts itself as `default`, who may do that and nothing else. */
function usersXml({ name, password }: ClickhouseUser): string {
  const profile = '<profile>default</profile><quota>default</quota>'
  return `<clickhouse>
  <users>
    <default><password/>${profile}
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT CREATE TEMPORARY TABLE ON *.*</query></grants></default>
    <${name}><password>${password}</password>${profile}</${name}>
  </users>
  <profiles><default/></profiles><quotas><default/></quotas>
</clickhouse>`
}
