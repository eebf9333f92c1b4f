import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { askService } from './control-client.ts'
import type { DataDirectory } from './data-directory.ts'
import { AppError } from './errors.ts'

/**
 * A data directory is held by one process. Holding it is listening on its control socket: the
 * kernel gives the socket up when the process dies, however it dies, so there is no stale lock to
 * clear by hand. The file that a dead process leaves is recognised because nobody answers on it.
 */
export class HeldDirectory {
  readonly #server: Server
  readonly #path: string
  #answer: RequestListener

  private constructor(path: string, command: string) {
    this.#path = path
    this.#answer = (_request, response) => {
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ command, pid: process.pid }))
    }
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  /** @param command what holds it, for the message that the next comer gets */
  static async hold(directory: DataDirectory, command: string): Promise<HeldDirectory> {
    const held = new HeldDirectory(directory.controlSocket, command)
    if (await held.#listen()) return held
    const holder = await askService(directory.controlSocket)
    if (holder)
      throw new AppError(
        'DATA_DIRECTORY_HELD',
        `${directory.root} is in use by ${holder.command} (process ${holder.pid}); stop it, or choose another --data`,
      )
    rmSync(directory.controlSocket, { force: true })
    if (await held.#listen()) return held
    throw new AppError(
      'DATA_DIRECTORY_HELD',
      `${directory.root} was taken by another process just now`,
    )
  }

  /** The service answers its commands here. */
  serve(listener: RequestListener): void {
    this.#answer = listener
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #listen(): Promise<boolean> {
    this.#server.listen({ path: this.#path, readableAll: false, writableAll: false })
    try {
      await once(this.#server, 'listening')
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
      throw error
    }
  }
}
