import type { RunCommand } from '../command.ts'
import { PlaneError } from '../errors.ts'

/** Options with which unbound writes names beside the addresses of who asked. */
const LOGGING_OPTIONS = ['log-queries', 'log-replies', 'log-local-actions']

/** What unbound would write down of a subscriber. */
export type Logging = {
  /**
   * From verbosity 1 on, unbound 1.17 logs client and name at each hit of an address rule, whatever `rpz-log` says
   * (seen with Debian's 1.17.1).
   */
  readonly ofAddressRules: boolean
  readonly ofEverything: boolean
}

/** A resolver, through `unbound-control`. Throws `PlaneError`. */
export class Unbound {
  readonly #run: RunCommand
  readonly #origin: string

  constructor(run: RunCommand, origin: string) {
    this.#run = run
    this.#origin = origin
  }

  /** Which version of the zone it holds; `undefined` while it holds none, null when it knows of no such zone. */
  async serial(): Promise<number | undefined | null> {
    const zones = await this.#run(['list_auth_zones'])
    const line = zones.split('\n').find((each) => each.startsWith(`${this.#origin}.\t`))
    if (!line) return null
    const serial = /\tserial (\d+)/.exec(line)?.[1]
    return serial === undefined ? undefined : Number(serial)
  }

  /** Reads its configuration again and keeps what it has looked up. Answers before it is done. */
  async reload(): Promise<void> {
    await this.#run(['reload_keep_cache'])
  }

  async transfer(): Promise<void> {
    await this.#run(['auth_zone_transfer', this.#origin])
  }

  /** At once, and until the next reload. */
  async disable(): Promise<void> {
    await this.#run(['rpz_disable', this.#origin])
  }

  async forget(name: string): Promise<void> {
    await this.#run(['flush_zone', name])
  }

  async logging(): Promise<Logging> {
    const verbosity = /^verbosity: (\d+)/m.exec(await this.#run(['status']))?.[1]
    if (verbosity === undefined)
      throw new PlaneError('PLANE_ANSWER_UNREADABLE', 'unbound does not state its verbosity')
    let ofEverything = false
    for (const option of LOGGING_OPTIONS)
      ofEverything ||= (await this.#run(['get_option', option])).trim() === 'yes'
    return { ofAddressRules: Number(verbosity) > 0, ofEverything }
  }
}
