import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export type Dropped = { readonly to: string; readonly text: string }

/**
 * A mail server in the process (RFC 5321, without sealing: loopback only): takes what it is given, counts every
 * message that it said yes to, and can be away or refuse somebody. What real servers do beyond it is tried with exim.
 */
export class MailDrop implements AsyncDisposable {
  readonly received: Dropped[] = []
  /** Local parts that are refused for good. */
  readonly refused = new Set<string>()
  readonly port: number
  #server: Server | undefined
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  static async start(): Promise<MailDrop> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const drop = new MailDrop(server, (server.address() as AddressInfo).port)
    server.on('connection', (socket) => drop.#converse(socket))
    return drop
  }

  /** Away, as a machine that is restarted. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  async reopen(): Promise<void> {
    this.#server = createServer((socket) => this.#converse(socket)).listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #converse(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    socket.setEncoding('utf8')
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    let waiting = ''
    let to = ''
    let isData = false
    say('220 drop.example ESMTP')
    socket.on('data', (chunk: string) => {
      waiting += chunk
      for (;;) {
        const end = isData ? '\r\n.\r\n' : '\r\n'
        const at = waiting.indexOf(end)
        if (at < 0) return
        const line = waiting.slice(0, at)
        waiting = waiting.slice(at + end.length)
        if (isData) {
          isData = false
          this.received.push({ to, text: line })
          say('250 taken')
        } else if (/^(EHLO|HELO)/i.test(line)) say('250 drop.example')
        else if (/^MAIL FROM:/i.test(line)) say('250 go on')
        else if (/^RCPT TO:/i.test(line)) {
          to = /<([^>]*)>/.exec(line)?.[1] ?? ''
          say(this.refused.has(to.split('@')[0]!) ? '550 nobody of that name' : '250 go on')
        } else if (/^DATA/i.test(line)) {
          isData = true
          say('354 go ahead')
        } else if (/^QUIT/i.test(line)) {
          say('221 bye')
          socket.end()
        } else if (/^(RSET|NOOP)/i.test(line)) say('250 go on')
        else say('502 not here')
      }
    })
  }
}
