import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { callService } from '../../src/app/control-client.ts'
import type { LedgerRow } from '../../src/app/hub/hub-desk.ts'
import type { Warning } from '../../src/gate/warning/warning.ts'
import { freeTcpPort, noroshiJson } from './noroshi-process.ts'
import { until } from './until.ts'

const LAUNCHER = resolve(import.meta.dirname, '../../noroshi')
/** The first start builds the pages. */
const CONSOLE_BUILT_WITHIN_SECONDS = 180
const USES = 'notify-subscribers,block-with-consent'

/** A process that runs until it is ended, with everything it has said. */
export class Running implements AsyncDisposable {
  readonly #child: ChildProcess
  #log = ''

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(LAUNCHER, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.#log += chunk.toString()
      })
  }

  get log(): string {
    return this.#log
  }

  get pid(): number {
    return this.#child.pid!
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill(signal)
    await once(this.#child, 'exit')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL')
  }
}

export type HubOptions = {
  /** With the console of the association, on a port of its own. */
  readonly isConsoleOpen?: boolean
  readonly environment?: NodeJS.ProcessEnv
  /** Of `hub start`. */
  readonly more?: readonly string[]
  /** Paths of PEM files; with `clients`, members must show a certificate of that authority. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly clients: string }
}

/** An association's hub as a process of its own, which a test may kill and start again. */
export class HubProcess implements AsyncDisposable {
  readonly data: string
  readonly url: string
  readonly fingerprint: string
  readonly #options: HubOptions
  #running: Running | undefined
  #log = ''

  private constructor(data: string, port: number, fingerprint: string, options: HubOptions) {
    this.#options = options
    this.data = data
    this.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/`
    this.fingerprint = fingerprint
  }

  static async start(directory: string, options: HubOptions = {}): Promise<HubProcess> {
    const hub = await HubProcess.make(directory, options)
    await hub.restart()
    return hub
  }

  /** With its keys, and not running: a test may fill it first. */
  static async make(directory: string, options: HubOptions = {}): Promise<HubProcess> {
    const data = join(directory, 'hub')
    const offline = join(directory, 'offline')
    const args = ['--name', 'hub.example.jp', '--data', data, '--root-keys', offline, '--synthetic']
    const { fingerprint } = await noroshiJson<{ fingerprint: string }>('hub', 'init', ...args)
    return new HubProcess(data, await freeTcpPort(), fingerprint, options)
  }

  async restart(): Promise<void> {
    const port = new URL(this.url).port
    const { isConsoleOpen, environment, more = [] } = this.#options
    const console = isConsoleOpen ? ['--console-port', '0'] : []
    const { tls } = this.#options
    const secure = tls
      ? ['--tls-key', tls.key, '--tls-certificate', tls.certificate, '--tls-clients', tls.clients]
      : []
    const args = [
      'hub',
      'start',
      '--data',
      this.data,
      '--port',
      port,
      ...console,
      ...secure,
      ...more,
    ]
    const running = new Running(args, environment)
    this.#running = running
    await until(
      async () => {
        if (!running.log.includes('serves at')) return false
        // Whoever looks here does not know the authority of a test.
        return tls !== undefined || (await fetch(new URL('/v1/roots', this.url))).ok
      },
      isConsoleOpen ? CONSOLE_BUILT_WITHIN_SECONDS : 60,
    )
  }

  /** Changes `hub.json` and starts again. */
  async configure(change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.kill('SIGTERM')
    const path = join(this.data, 'hub.json')
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
    await this.restart()
  }

  /** Where its console is, as it has said itself. */
  get consoleUrl(): string {
    const url = /Its console is at (\S+)/.exec(this.#running!.log)?.[1]
    if (url === undefined) throw new Error(`no console:\n${this.log}`)
    return url
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#running?.kill(signal)
    this.#log += this.#running?.log ?? ''
  }

  get log(): string {
    return this.#log + (this.#running?.log ?? '')
  }

  get pid(): number {
    return this.#running!.pid
  }

  /** A command of the operator's, through the running hub. */
  ask<Document>(...args: string[]): Promise<Document> {
    return noroshiJson<Document>('hub', ...args, '--data', this.data)
  }

  /** Who still acts on what was withdrawn: asked often, so not by a process each time. */
  async ledger(): Promise<readonly LedgerRow[]> {
    const socket = join(this.data, 'control.sock')
    const { result } = await callService<{ result: readonly LedgerRow[] }>(
      socket,
      'POST',
      '/control/ledger',
      { parameters: [] },
    )
    return result
  }

  /** A new member that has joined from a directory of its own, and follows. */
  async member(
    directory: string,
    id: string,
    roles: string,
    more: readonly string[] = [],
  ): Promise<MemberProcess> {
    const data = join(directory, id)
    await this.join(directory, id, data, roles, more)
    return new MemberProcess(id, data)
  }

  invite(id: string, roles = 'analysing,receiving'): Promise<{ readonly invitation: string }> {
    return this.ask<{ invitation: string }>(
      ...['member', 'add', id, '--name', id, '--group', `${id} group`],
      ...['--roles', roles, '--uses', USES, '--contact', `noc@${id}.example`],
      ...['--vetted-by', 'Sato', '--basis', 'a test', '--until', '2027-09-30'],
    )
  }

  async token(id: string, face: string): Promise<string> {
    return (await this.ask<{ token: string }>('member', 'token', id, '--face', face)).token
  }

  /** A new member that has joined; who follows is the caller's matter. */
  async join(
    directory: string,
    id: string,
    data: string,
    roles: string,
    more: readonly string[] = [],
  ): Promise<void> {
    const { invitation } = await this.invite(id, roles)
    const file = join(directory, `${id}.invitation`)
    writeFileSync(file, invitation, { mode: 0o600 })
    await noroshiJson(
      ...['sync', 'join', this.url, '--data', data, '--invitation', file],
      ...['--fingerprint', this.fingerprint, '--synthetic', ...more],
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL')
  }
}

/** A member's side as a process of its own. */
export class MemberProcess implements AsyncDisposable {
  readonly id: string
  readonly data: string
  #running: Running

  constructor(id: string, data: string, environment: NodeJS.ProcessEnv = {}) {
    this.id = id
    this.data = data
    this.#running = new Running(['sync', 'run', '--data', data], environment)
  }

  get log(): string {
    return this.#running.log
  }

  /** Whether what it writes for its own software names this address now. */
  names(address: string): boolean {
    try {
      return readFileSync(join(this.data, 'faces', 'csv', 'warnings.csv'), 'utf8').includes(
        `\n${address},`,
      )
    } catch {
      return false
    }
  }

  /** The warnings in force as its own software is given them. */
  warnings(): readonly Warning[] {
    const text = readFileSync(join(this.data, 'faces', 'json-lines', 'warnings.jsonl'), 'utf8')
    return text
      .split('\n')
      .slice(1)
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Warning]))
  }

  /** Says what an ISP warns of; throws with the codes of what was refused. */
  async submit(warnings: readonly unknown[]): Promise<void> {
    const file = join(this.data, 'outgoing.jsonl')
    writeFileSync(file, warnings.map((warning) => JSON.stringify(warning)).join('\n'))
    await noroshiJson('sync', 'submit', file, '--data', this.data)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.kill('SIGKILL')
  }
}
