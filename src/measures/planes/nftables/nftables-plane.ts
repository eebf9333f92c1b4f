import type { Clock } from '../../../core/clock.ts'
import type { Blocking } from '../../block/blocking.ts'
import type { RunCommand } from '../command.ts'
import { PlaneError, type PlaneErrorCode } from '../errors.ts'
import { type Applied, type Capacity, NOTHING_APPLIED, type Plane } from '../plane.ts'
import { countOf, type Difference, isEmpty, Standing } from '../standing.ts'
import {
  type Element,
  parseSourceSet,
  type SourceSet,
  sourceElement,
  sourceSetName,
  sourceSetOf,
  targetElement,
} from './elements.ts'
import { readTable, type TableReading } from './read-table.ts'
import {
  addLines,
  type ChainChoice,
  deleteLines,
  dropTable,
  newSourceSet,
  renewLines,
  TABLE,
  wholeTable,
} from './script.ts'

export type NftablesChoice = ChainChoice & {
  readonly name: string
  readonly leaseMs: number
  readonly capacity: Capacity
}

/** An element that ends within this may be gone already; its absence is nobody's doing. */
const ENDING_MS = 2_000

/**
 * A firewall of Linux: a table of its own, which nobody else's rules are in. What is wanted is told as a script of
 * what changed, in one transaction each.
 */
export class NftablesPlane implements Plane {
  readonly kind = 'nftables'
  readonly isPortless = false
  readonly afterSilence = null
  readonly name: string
  readonly leaseMs: number
  readonly capacity: Capacity
  readonly #choice: NftablesChoice
  readonly #run: RunCommand
  readonly #clock: Clock
  #standing: Standing
  readonly #sets = new Map<string, SourceSet>()
  /** What the kernel should say of the table; undefined while its state is not known. */
  #shape: string | undefined
  /** What was read, and after how many changes of ours. */
  #seen: { readonly changeCount: number; readonly reading: TableReading | undefined } | undefined
  #changeCount = 0

  constructor(choice: NftablesChoice, run: RunCommand, clock: Clock) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    this.capacity = choice.capacity
    this.#standing = new Standing(choice.capacity)
    this.#choice = choice
    this.#run = run
    this.#clock = clock
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-address')
    const difference = this.#standing.difference(blocking)
    const counts = countOf(difference)
    if (this.#shape === undefined) {
      this.#standing.take(difference)
      await this.#rebuild()
    } else if (!isEmpty(difference)) await this.#tell(difference)
    return { ...counts, mended: 0 }
  }

  /** 50,000 sources take `nft` a second. */
  async look(): Promise<void> {
    const changeCount = this.#changeCount
    this.#seen = undefined
    this.#seen = { changeCount, reading: await this.#read() }
  }

  async mend(): Promise<Applied> {
    const seen = this.#seen
    this.#seen = undefined
    const isTrue = seen?.changeCount === this.#changeCount
    const reading = isTrue ? seen.reading : await this.#read()
    if (!reading || reading.shape !== this.#shape) {
      await this.#rebuild()
      return { added: 0, removed: 0, mended: 1 }
    }
    const { missing, strange } = this.#drift(reading.members)
    if (missing.length + strange.length === 0) return NOTHING_APPLIED
    await this.#change([...deleteLines(strange), ...addLines(missing, this.#clock.nowMs())])
    return { added: 0, removed: 0, mended: missing.length + strange.length }
  }

  async renew(): Promise<void> {
    await this.#change(renewLines(this.leaseMs))
  }

  async heldTargets(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>()
    for (const set of ['c2_4', 'c2_6']) {
      const { members } = readTable(
        await this.#run(['-j', 'list', 'set', ...TABLE.split(' '), set]),
      )
      for (const text of members.get(set) ?? []) {
        const [address, protocol, port] = text.split(' . ')
        keys.add(`${set === 'c2_6' ? `[${address}]` : address}:${port}/${protocol}`)
      }
    }
    return keys
  }

  async forgetAnswers(): Promise<void> {}

  async liftAll(): Promise<void> {
    this.#standing = new Standing(this.capacity)
    this.#sets.clear()
    this.#shape = undefined
    await this.#script(dropTable())
  }

  concerns(): readonly PlaneErrorCode[] {
    return this.#standing.isFull ? ['PLANE_FULL'] : []
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** `undefined` where there is no table. */
  #read(): Promise<TableReading | undefined> {
    return this.#run(['-j', 'list', 'table', ...TABLE.split(' ')]).then(
      readTable,
      (error: unknown) => {
        // Somebody has removed the table, which says `nft` as it says any error.
        if (error instanceof PlaneError && error.code === 'PLANE_REFUSED') return undefined
        throw error
      },
    )
  }

  async #tell(difference: Difference): Promise<void> {
    const gone = this.#elements(difference, 'gone')
    const changed = this.#elements(difference, 'changed')
    const come = this.#elements(difference, 'new')
    const sets = this.#newSets(difference)
    // Before the device is told: half a change leaves what is wanted here, and the state unknown.
    this.#standing.take(difference)
    const nowMs = this.#clock.nowMs()
    // Two transactions: a set that is full must not keep somebody's withdrawal waiting.
    if (gone.length > 0) await this.#change(deleteLines(gone))
    if (changed.length + come.length + sets.length === 0) return
    await this.#change([
      ...sets.flatMap(newSourceSet),
      ...deleteLines(changed),
      ...addLines([...changed, ...come], nowMs),
    ])
    if (sets.length > 0) await this.#readShape()
  }

  async #rebuild(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const elements = [...this.#wanted().values()].filter(
      ({ untilMs }) => untilMs === null || nowMs < untilMs,
    )
    this.#sets.clear()
    for (const { set } of elements) {
      const source = this.#sets.has(set) ? undefined : parseSourceSet(set)
      if (source) this.#sets.set(set, source)
    }
    const sets = [...this.#sets.values()]
    this.#shape = undefined
    await this.#script(wholeTable(sets, elements, this.#choice, this.leaseMs, nowMs))
    await this.#readShape()
  }

  async #readShape(): Promise<void> {
    this.#shape = undefined
    const json = await this.#run(['-t', '-j', 'list', 'table', ...TABLE.split(' ')])
    this.#shape = readTable(json).shape
  }

  #change(lines: readonly string[]): Promise<void> {
    return this.#script(`${lines.join('\n')}\n`)
  }

  /** The one way to change anything there; where it fails, nothing is known any more. */
  async #script(text: string): Promise<void> {
    this.#changeCount++
    try {
      await this.#run(['-f', '-'], text)
    } catch (error) {
      this.#shape = undefined
      throw error
    }
  }

  #elements(difference: Difference, which: 'gone' | 'changed' | 'new'): Element[] {
    const sources =
      which === 'gone'
        ? difference.goneSources.map((source) => this.#standing.sources.get(source)!)
        : difference[`${which}Sources`]
    const targets = difference[`${which}Targets`]
    return [
      ...sources.map(sourceElement),
      ...targets.map(targetElement).filter((element) => element !== undefined),
    ]
  }

  #newSets({ newSources }: Difference): SourceSet[] {
    const sets: SourceSet[] = []
    for (const { source } of newSources) {
      const { prefix: _prefix, ...set } = sourceSetOf(source)
      const name = sourceSetName(set)
      if (this.#sets.has(name)) continue
      this.#sets.set(name, set)
      sets.push(set)
    }
    return sets
  }

  #wanted(): Map<string, Element> {
    const wanted = new Map<string, Element>()
    for (const granted of this.#standing.sources.values()) put(wanted, sourceElement(granted))
    for (const target of this.#standing.targets.values()) put(wanted, targetElement(target))
    return wanted
  }

  #drift(members: ReadonlyMap<string, ReadonlySet<string>>): {
    missing: Element[]
    strange: Element[]
  } {
    const nowMs = this.#clock.nowMs()
    const wanted = this.#wanted()
    const missing = [...wanted.values()].filter(
      ({ set, text, untilMs }) =>
        !members.get(set)?.has(text) && (untilMs === null || untilMs > nowMs + ENDING_MS),
    )
    const strange = [...members]
      .filter(([set]) => set !== 'alive')
      .flatMap(([set, texts]) =>
        [...texts]
          .filter((text) => !wanted.has(`${set} ${text}`))
          .map((text) => ({ set, text, untilMs: null })),
      )
    return { missing, strange }
  }
}

function put(elements: Map<string, Element>, element: Element | undefined): void {
  if (element) elements.set(`${element.set} ${element.text}`, element)
}
