import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Place = 'isp' | 'one' | 'two' | 'internet'

/** Addresses: of subscribers, of the ISP's own services, of the rest of the world. */
export const AT = {
  one: '198.51.100.11',
  one6: '2001:db8:5::11',
  two: '198.51.100.12',
  two6: '2001:db8:5::12',
  router: '198.51.100.1',
  resolver: '198.51.100.53',
  page: '198.51.100.80',
  c2: '203.0.113.7',
  c26: '2001:db8:9::7',
  wrong: '203.0.113.8',
  shop: '203.0.113.80',
  names: '203.0.113.53',
  peer: '203.0.113.2',
} as const

/** An ISP with two subscribers and the Internet behind it, each in a network of its own. */
export class MeasuresNetwork {
  readonly #prefix: string
  readonly #directory: string
  readonly #children: ChildProcess[] = []

  constructor(directory: string) {
    this.#directory = directory
    this.#prefix = `noroshi-${process.pid}`
  }

  async make(): Promise<void> {
    const { one, one6, two, two6, router } = AT
    for (const place of ['isp', 'one', 'two', 'internet'] as const) {
      await run('ip', ['netns', 'add', this.#name(place)])
      await this.in(place, 'ip', 'link', 'set', 'lo', 'up')
    }
    await this.in('isp', 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
    await this.in('isp', 'sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1')
    for (const address of [router, AT.resolver, AT.page])
      await this.in('isp', 'ip', 'address', 'add', `${address}/32`, 'dev', 'lo')
    await this.#line('one', one, one6)
    await this.#line('two', two, two6)
    await this.#cable('isp', 'world', 'internet')
    await this.in('isp', 'ip', 'address', 'add', '203.0.113.1/24', 'dev', 'world')
    await this.in('isp', 'ip', 'address', 'add', '2001:db8:9::1/64', 'dev', 'world', 'nodad')
    for (const address of [AT.peer, AT.c2, AT.wrong, AT.shop, AT.names])
      await this.in('internet', 'ip', 'address', 'add', `${address}/24`, 'dev', 'eth0')
    await this.in('internet', 'ip', 'address', 'add', `${AT.c26}/64`, 'dev', 'eth0', 'nodad')
    await this.in('internet', 'ip', 'route', 'add', 'default', 'via', '203.0.113.1')
    await this.in('internet', 'ip', '-6', 'route', 'add', 'default', 'via', '2001:db8:9::1')
  }

  /** Words that stand before a command that is to run there. */
  words(place: Place): string[] {
    return ['ip', 'netns', 'exec', this.#name(place)]
  }

  async in(place: Place, ...command: string[]): Promise<string> {
    const [program, ...args] = [...this.words(place), ...command]
    return (await run(program!, args, { timeout: 20_000 })).stdout
  }

  /** Stays until the end; what it says goes to a file. */
  start(place: Place, log: string, ...command: string[]): ChildProcess {
    const [program, ...args] = [...this.words(place), ...command]
    const file = openSync(join(this.#directory, log), 'a')
    const child = spawn(program!, args, { stdio: ['ignore', file, file] })
    this.#children.push(child)
    return child
  }

  write(name: string, text: string): string {
    const path = join(this.#directory, name)
    writeFileSync(path, text)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL')
    for (const place of ['isp', 'one', 'two', 'internet'] as const) {
      const { stdout } = await run('ip', ['netns', 'pids', this.#name(place)]).catch(() => ({
        stdout: '',
      }))
      // Only what was started in networks of ours.
      for (const id of stdout.split('\n').filter(Boolean)) killIfThere(Number(id))
      await run('ip', ['netns', 'delete', this.#name(place)]).catch(() => {})
    }
  }

  #name(place: Place): string {
    return `${this.#prefix}-${place}`
  }

  async #cable(from: Place, device: string, to: Place): Promise<void> {
    const far = ['peer', 'name', 'eth0', 'netns', this.#name(to)]
    await run('ip', ['link', 'add', device, 'netns', this.#name(from), 'type', 'veth', ...far])
    await this.in(from, 'ip', 'link', 'set', 'dev', device, 'up')
    await this.in(to, 'ip', 'link', 'set', 'dev', 'eth0', 'up')
  }

  async #line(place: 'one' | 'two', address: string, address6: string): Promise<void> {
    const gateway6 = '2001:db8:5::1'
    await this.#cable('isp', place, place)
    await this.in('isp', 'ip', 'route', 'add', `${address}/32`, 'dev', place)
    await this.in('isp', 'ip', 'address', 'add', `${gateway6}/128`, 'dev', place, 'nodad')
    await this.in('isp', 'ip', '-6', 'route', 'add', `${address6}/128`, 'dev', place)
    await this.in(place, 'ip', 'address', 'add', `${address}/32`, 'dev', 'eth0')
    await this.in(place, 'ip', 'address', 'add', `${address6}/128`, 'dev', 'eth0', 'nodad')
    await this.in(place, 'ip', 'route', 'add', AT.router, 'dev', 'eth0')
    await this.in(place, 'ip', 'route', 'add', 'default', 'via', AT.router)
    await this.in(place, 'ip', '-6', 'route', 'add', gateway6, 'dev', 'eth0')
    await this.in(place, 'ip', '-6', 'route', 'add', 'default', 'via', gateway6)
  }
}

/** Some have ended since they were listed; the others must not stay because of them. */
function killIfThere(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
