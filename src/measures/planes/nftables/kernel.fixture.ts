import { parseAddress } from '../../../core/address.ts'
import type { Clock } from '../../../core/clock.ts'
import type { ServiceEndpoint } from '../../../core/endpoint.ts'
import { formatPrefix, parsePrefix } from '../../../core/prefix.ts'
import { PlaneError } from '../errors.ts'
import { parseSourceSet } from './elements.ts'

type KernelSet = Map<string, number | null>
type Table = { sets: Map<string, KernelSet>; declared: string[] }

/** What goes wrong next: the command never arrives, or it is done and nobody hears of it. */
export type Mishap = 'lost' | 'unheard'

/**
 * As much of `nft` and the kernel as our scripts use: transactions, sets whose members end, and what the rules
 * match. Everything that would be an error there is one here, and then nothing of the script holds.
 */
export class FakeKernel {
  readonly #clock: Clock
  #table: Table | undefined
  readonly mishaps: Mishap[] = []
  /** Until then it takes renewals and refuses everything else, as a kernel without memory might. */
  stubbornUntilMs = 0
  commandCount = 0
  elementCount = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  run = async (args: readonly string[], input = ''): Promise<string> => {
    this.commandCount++
    const mishap = this.mishaps.shift()
    if (mishap === 'lost') throw new PlaneError('PLANE_UNREACHABLE', 'lost')
    const isRenewal = !/ (?!alive)\S+ \{/.test(input.replaceAll('inet noroshi', ''))
    if (this.#clock.nowMs() < this.stubbornUntilMs && !isRenewal && !args.includes('list'))
      throw refused('no memory')
    const output = args.includes('list') ? this.#list(args) : this.#load(input)
    if (mishap === 'unheard') throw new PlaneError('PLANE_UNREACHABLE', 'unheard')
    return output
  }

  /** Somebody else's hand. */
  tamper(act: (sets: Map<string, KernelSet>) => void): void {
    if (this.#table) act(this.#table.sets)
  }

  dropTable(): void {
    this.#table = undefined
  }

  /** Whether the rules would stop a packet from here to there now. */
  cuts(source: string, { address, protocol, port }: ServiceEndpoint): boolean {
    const family = address.includes(':') ? 6 : 4
    if (!this.#has('alive', protocol)) return false
    if (!this.#has(`c2_${family}`, `${address} . ${protocol} . ${port}`)) return false
    return [...(this.#table?.sets.keys() ?? [])].some((name) => {
      const set = parseSourceSet(name)
      if (set?.family !== family) return false
      const [masked] = formatPrefix(parsePrefix(`${source}/${set.length}`)!).split('/')
      return this.#has(name, masked!)
    })
  }

  #has(set: string, member: string): boolean {
    return this.#members(this.#table, set).has(member)
  }

  #members(table: Table | undefined, name: string): KernelSet {
    const set = table?.sets.get(name) ?? new Map()
    for (const [member, untilMs] of set)
      if (untilMs !== null && untilMs <= this.#clock.nowMs()) set.delete(member)
    return set
  }

  #load(script: string): string {
    let table = structuredClone(this.#table)
    for (const line of script.split('\n').filter((each) => each !== '')) {
      const [verb, kind, , , name = '', ...rest] = line.split(' ')
      if (kind === 'table') table = this.#tableCommand(verb!, table)
      else if (!table) throw refused('no table')
      else if (kind === 'set') this.#setCommand(verb!, table, name, line)
      else if (kind === 'element') this.#elementCommand(verb!, table, name, rest.join(' '))
      else table.declared.push(line)
    }
    this.#table = table
    return ''
  }

  #tableCommand(verb: string, table: Table | undefined): Table | undefined {
    if (verb === 'add') return table ?? { sets: new Map(), declared: [] }
    if (!table) throw refused('no table')
    return undefined
  }

  #setCommand(verb: string, table: Table, name: string, line: string): void {
    if (verb === 'flush') {
      const set = table.sets.get(name)
      if (!set) throw refused('no set')
      set.clear()
    } else if (!table.sets.has(name)) {
      table.sets.set(name, new Map())
      table.declared.push(line)
    }
  }

  #elementCommand(verb: string, table: Table, name: string, text: string): void {
    if (!table.sets.has(name)) throw refused('no set')
    const set = this.#members(table, name)
    for (const part of text.replace(/^\{ | \}$/g, '').split(', ')) {
      this.elementCount++
      const [member, timeout] = part.split(' timeout ')
      if (!isMember(name, member!)) throw refused('no such element')
      if (verb === 'delete') {
        if (!set.delete(member!)) throw refused('no such element')
      } else if (!set.has(member!))
        set.set(member!, timeout === undefined ? null : this.#clock.nowMs() + readSpan(timeout))
    }
  }

  #list(args: readonly string[]): string {
    const table = this.#table
    if (!table) throw refused('no table')
    const only = args.includes('set') ? args.at(-1)! : undefined
    const sets = [...table.sets.keys()]
      .filter((name) => only === undefined || name === only)
      .map((name) => ({ set: { name, handle: 1, ...this.#listed(args, table, name) } }))
    const rules = table.declared.map((expr) => ({ rule: { expr, handle: 1 } }))
    return JSON.stringify({ nftables: only === undefined ? [...sets, ...rules] : sets })
  }

  #listed(args: readonly string[], table: Table, name: string): object {
    if (args.includes('-t')) return {}
    return {
      elem: [...this.#members(table, name).keys()].map((member) => {
        const parts = member.split(' . ')
        const val = parts.length > 1 ? { concat: [parts[0], parts[1], Number(parts[2])] } : member
        return { elem: { val, timeout: 60 } }
      }),
    }
  }
}

function isMember(set: string, member: string): boolean {
  if (set === 'alive') return /^[a-z]+$/.test(member)
  const [address] = member.split(' . ')
  return parseAddress(address!) !== undefined
}

const refused = (message: string): PlaneError => new PlaneError('PLANE_REFUSED', message)

/** `72h` has no place here: seconds and milliseconds are what is written. */
function readSpan(text: string): number {
  const match = /^(?:(\d{1,8})s)?(?:(\d{1,8})ms)?$/.exec(text)
  if (!match || text === '') throw new Error(`nft would not read ${text}`)
  return Number(match[1] ?? 0) * 1_000 + Number(match[2] ?? 0)
}
