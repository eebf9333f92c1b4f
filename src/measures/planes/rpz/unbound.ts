import type { RunCommand } from '../command.ts'
import { PlaneError } from '../errors.ts'

/** Options with which unbound writes names beside the addresses of who asked. */
const LOGGING_OPTIONS = ['log-queries', 'log-replies', 'log-local-actions']
/** From here on its own words name queries. */
const TALKATIVE_VERBOSITY = 3

/** A resolver, through `unbound-control`. Throws `PlaneError`. */
export class Unbound {
  readonly #run: RunCommand
  readonly #ask: RunCommand
  readonly #origin: string

  /** @param ask the same with less patience: a question that comes while it reloads may never be answered */
  constructor(run: RunCommand, ask: RunCommand, origin: string) {
    this.#run = run
    this.#ask = ask
    this.#origin = origin
  }

  /** Which version of the zone it holds; `undefined` while it holds none, null when it knows of no such zone. */
  async serial(): Promise<number | undefined | null> {
    const zones = await this.#ask(['list_auth_zones'])
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
    await this.#ask(['auth_zone_transfer', this.#origin])
  }

  /** Undoes `disable`, which outlives reloads; nobody can ask how it stands. */
  async enable(): Promise<void> {
    await this.#run(['rpz_enable', this.#origin])
  }

  /** At once, and until it is enabled or the resolver starts again. */
  async disable(): Promise<void> {
    await this.#run(['rpz_disable', this.#origin])
  }

  async forget(name: string): Promise<void> {
    await this.#run(['flush_zone', name])
  }

  /** Which text of the include file it has read; `undefined` when none of ours. */
  async generation(): Promise<string | undefined> {
    const tags = await this.#ask(['get_option', 'define-tag'])
    return /\bg\d+\b/.exec(tags)?.[0]
  }

  /** Whether it writes down who asks for what, for reasons of its operator's. */
  async isLogging(): Promise<boolean> {
    const verbosity = /^verbosity: (\d+)/m.exec(await this.#run(['status']))?.[1]
    if (verbosity === undefined)
      throw new PlaneError('PLANE_ANSWER_UNREADABLE', 'unbound does not state its verbosity')
    if (Number(verbosity) >= TALKATIVE_VERBOSITY) return true
    for (const option of LOGGING_OPTIONS)
      if ((await this.#run(['get_option', option])).trim() === 'yes') return true
    return false
  }
}
