import { domainToASCII } from 'node:url'
import { parseAddress } from '../../core/address.ts'

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/
/** Registries sell names below these: one entry would hit thousands of strangers. */
const REGISTRY = /^(?:ac|ad|co|com|ed|edu|go|gov|gr|lg|mil|ne|net|or|org)\.[a-z]{2}$/

/** Lower case, in letters of DNS, without the last dot; `undefined` for what is no single owner's host name. */
export function readHostName(text: string): string | undefined {
  const name = domainToASCII(text.trim().toLowerCase().replace(/\.$/, ''))
  const labels = name.split('.')
  if (name === '' || name.length > 253 || labels.length < 2) return undefined
  if (!labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1)!)) return undefined
  if (parseAddress(name) !== undefined || REGISTRY.test(name)) return undefined
  return name
}

/** Whether a name is the other or lies below it. */
export const isBelow = (name: string, parent: string): boolean =>
  name === parent || name.endsWith(`.${parent}`)
