import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import { AppError } from './errors.ts'

/** Where data lies when nobody says otherwise. */
export const DEFAULT_DATA = './data/noroshi'
export const DEFAULT_DEMO_DATA = './data/demo'

export function dataOption(): Option {
  return new Option('--data <dir>', 'data directory').default(DEFAULT_DATA)
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document on standard output')
}

/** A parser for whole numbers within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`)
    return value
  }
}

/** An RFC 3339 date or instant, as epoch milliseconds. */
export function instant(text: string): number {
  const value = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(value))
    throw new InvalidArgumentError(
      'It takes an instant such as 2026-11-21 or 2026-11-21T09:00:00Z.',
    )
  return value
}

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}

/** A token from the file that was named, or from NOROSHI_TOKEN; never from the command line, which others can read. */
export function readToken(path: string | undefined): string | undefined {
  if (path === undefined) return process.env['NOROSHI_TOKEN']
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new AppError('OPTION_INVALID', `the file ${path} cannot be read`, { cause })
  }
}

/** Hours in a span such as `24h` or `7d`; undefined where it is none. */
export function hoursIn(text: string): number | undefined {
  const match = /^([1-9]\d{0,3})(h|d)$/.exec(text)
  return match ? Number(match[1]) * (match[2] === 'd' ? 24 : 1) : undefined
}

/** Parser of an option that takes such a span. */
export function spanHours(text: string): number {
  const hours = hoursIn(text)
  if (hours === undefined)
    throw new InvalidArgumentError('It takes hours or days such as 24h or 7d.')
  return hours
}
