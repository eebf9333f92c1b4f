import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plane } from '../plane.ts'
import type { KeeperOrders } from './orders.ts'

const PROGRAM = join(import.meta.dirname, 'keeper-process.ts')
const OWNER_FILE = 'measures-keeper'
/** One that dies is replaced; one that cannot live is not tried without end in a circle. */
const REPLACE_AFTER_MS = 1_000

/**
 * A process of its own that ends rules when this one falls silent. It is told of each renewal and needs nothing
 * else of us, so that it does its work after any end of this process.
 */
export class Keeper {
  readonly #orders: KeeperOrders
  #child: ChildProcess | undefined
  #isOver = false

  private constructor(orders: KeeperOrders) {
    this.#orders = orders
  }

  /**
   * @param directory where the newest keeper writes its id, for those of earlier runs
   * @param id drawn anew at each start
   */
  static async start(directory: string, id: string, planes: readonly Plane[]): Promise<Keeper> {
    const ownerFile = join(directory, OWNER_FILE)
    const keeper = new Keeper({
      ownerFile,
      id,
      planes: planes.flatMap(({ name, leaseMs, afterSilence }) =>
        afterSilence ? [{ name, leaseMs, afterSilence }] : [],
      ),
    })
    await writeFile(ownerFile, id)
    if (keeper.#orders.planes.length > 0) keeper.#spawn()
    return keeper
  }

  get processId(): number | undefined {
    return this.#child?.pid
  }

  /** A plane was renewed. */
  beat(plane: string): void {
    if (!this.#isOver) this.#child?.stdin?.write(`${plane}\n`)
  }

  /** Leaves it to wait for the leases to run out, or for a newer one. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    this.#child?.stdin?.end()
    this.#child?.unref()
  }

  #spawn(): void {
    const child = spawn(process.execPath, [PROGRAM], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    })
    this.#child = child
    child.on('error', () => {})
    child.stdin.on('error', () => {})
    child.on('exit', () => {
      if (!this.#isOver) setTimeout(() => this.#respawn(), REPLACE_AFTER_MS).unref()
    })
    child.stdin.write(`${JSON.stringify(this.#orders)}\n`)
    child.unref()
  }

  #respawn(): void {
    if (!this.#isOver) this.#spawn()
  }
}
