import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Debian's crowdsec-custom-bouncer: it asks each second, and a script of ours writes down what it is told to do. */
export class CustomBouncer implements AsyncDisposable {
  readonly #saidPath: string
  readonly #child: ChildProcess

  /**
   * @param directory for its files
   * @param api whom it asks, with a slash at the end
   */
  constructor(directory: string, api: string, key: string) {
    this.#saidPath = join(directory, 'said')
    const script = join(directory, 'act')
    writeFileSync(script, `#!/bin/sh\necho "$1 $2 $3" >> ${this.#saidPath}\n`, { mode: 0o755 })
    const configuration = join(directory, 'bouncer.yaml')
    writeFileSync(
      configuration,
      `bin_path: ${script}
piddir: ${directory}
update_frequency: 1s
cache_retention_duration: 1s
daemonize: false
log_mode: stdout
log_dir: ${directory}
log_level: info
api_url: ${api}
api_key: ${key}
`,
      { mode: 0o600 },
    )
    this.#child = spawn('crowdsec-custom-bouncer', ['-c', configuration], { stdio: 'ignore' })
  }

  /** `add` or `del`, the address and for how many seconds, in the order it was told. */
  get said(): string[] {
    return existsSync(this.#saidPath) ? readFileSync(this.#saidPath, 'utf8').trim().split('\n') : []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }
}
