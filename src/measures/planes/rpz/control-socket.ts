import { connect } from 'node:net'
import { type RunCommand, withoutAddresses } from '../command.ts'
import { PlaneError } from '../errors.ts'

/** What `unbound-control` writes before a command; the same in every version so far. */
const GREETING = 'UBCT1'
/** Lists of zones; what is longer is no answer to a question of ours. */
const ANSWER_OCTETS_MAX = 16 * 1024 * 1024

/**
 * What `unbound-control` says to unbound's socket, without a process for each word: starting six of them is half of
 * what a change costs here. Sockets of the file system speak no TLS.
 *
 * @param path `control-interface` of unbound's configuration
 */
export function controlSocket(path: string, timeoutMs: number): RunCommand {
  return (args) => {
    // One line is one command, and words end at a blank: nothing may say more than one word.
    if (args.some((word) => !/^[!-~]+$/.test(word))) throw new Error('a word has no blanks in it')
    return new Promise((resolve, reject) => {
      const socket = connect(path)
      const answer: Buffer[] = []
      let octetCount = 0
      const fail = (code: 'PLANE_UNREACHABLE' | 'PLANE_REFUSED', why: string): void => {
        socket.destroy()
        reject(new PlaneError(code, `unbound: ${why}`))
      }
      socket.setTimeout(timeoutMs, () => fail('PLANE_UNREACHABLE', `silent for ${timeoutMs} ms`))
      socket.on('error', ({ code }: NodeJS.ErrnoException) =>
        fail('PLANE_UNREACHABLE', `its socket cannot be used (${code})`),
      )
      socket.on('data', (chunk) => {
        octetCount += chunk.length
        if (octetCount > ANSWER_OCTETS_MAX) fail('PLANE_REFUSED', 'says too much')
        else answer.push(chunk)
      })
      socket.on('end', () => {
        const text = Buffer.concat(answer).toString('utf8')
        // It hangs up without a word on who asks while it reads its configuration.
        if (text === '') fail('PLANE_UNREACHABLE', 'hung up')
        else if (text.startsWith('error')) fail('PLANE_REFUSED', withoutAddresses(text))
        else resolve(text)
      })
      socket.write(`${GREETING} ${args.join(' ')}\n`)
    })
  }
}
