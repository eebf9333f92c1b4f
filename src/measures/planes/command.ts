import { spawn } from 'node:child_process'
import { PlaneError } from './errors.ts'

/** Runs one program of a device with these arguments; answers what it printed. Throws `PlaneError`. */
export type RunCommand = (args: readonly string[], input?: string) => Promise<string>

/** A list of 50,000 sources and 10,000 targets as JSON has about 5 MB. */
const OUTPUT_OCTETS_MAX = 256 * 1024 * 1024
const COMPLAINT_LENGTH_MAX = 200

/**
 * No shell: the words of the configuration, then the arguments, each as it is.
 * @param command program and what stands before its arguments: `['sudo', '-n', 'nft']`
 */
export function commandRunner(command: readonly string[], timeoutMs: number): RunCommand {
  const [program, ...first] = command
  if (program === undefined) throw new Error('a command has at least its program')
  return (args, input = '') =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...first, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
      const output: Buffer[] = []
      let octetCount = 0
      let complaint = ''
      const fail = (code: 'PLANE_UNREACHABLE' | 'PLANE_REFUSED', message: string): void => {
        clearTimeout(timer)
        child.kill('SIGKILL')
        reject(new PlaneError(code, message))
      }
      const timer = setTimeout(
        () => fail('PLANE_UNREACHABLE', `${program} did not end within ${timeoutMs} ms`),
        timeoutMs,
      )
      child.stdout.on('data', (chunk: Buffer) => {
        octetCount += chunk.length
        if (octetCount > OUTPUT_OCTETS_MAX) fail('PLANE_REFUSED', `${program} says too much`)
        else output.push(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => {
        if (complaint.length < 4_096) complaint += chunk.toString('utf8')
      })
      child.stdin.on('error', () => {})
      child.on('error', () => fail('PLANE_UNREACHABLE', `${program} cannot be started`))
      child.on('close', (status) => {
        clearTimeout(timer)
        const text = Buffer.concat(output).toString('utf8')
        if (status === 0) resolve(text)
        else fail('PLANE_REFUSED', `${program}: ${withoutAddresses(complaint || text)}`)
      })
      child.stdin.end(input)
    })
}

/**
 * Programs repeat the line that they did not like, and that line can say who is blocked from what: the first line
 * only, without anything that looks like an address.
 */
export function withoutAddresses(complaint: string): string {
  const [line = ''] = complaint.trim().split('\n')
  return line
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?\b/g, '…')
    .replace(/[0-9a-f]{0,4}:[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d+)?/gi, '…')
    .slice(0, COMPLAINT_LENGTH_MAX)
}
