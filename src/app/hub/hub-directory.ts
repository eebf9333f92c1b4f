import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parsePrefix } from '../../core/prefix.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { HubError } from '../../gate/hub/errors.ts'
import { issueRoot } from '../../gate/warning/trust/issue.ts'
import { readKeyFile, writeKeyFile } from '../../gate/warning/trust/key-file.ts'
import { type RootDocument, readRoot } from '../../gate/warning/trust/root.ts'
import { instantOf } from '../../gate/warning/trust/shape.ts'
import { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import { DatabaseServer } from '../database-url.ts'
import { drawOctets, systemClock } from '../system-ports.ts'
import { DISPUTES } from './dispute-settings.ts'
import { NOTIFY } from './notices/notice-settings.ts'

/** `hub.json`: what the association decided about its hub. */
const SETTINGS = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,252}$/),
  agreeing: z.number().int().min(2).max(100).default(2),
  isSynthetic: z.boolean().default(false),
  /** Of an RFC 3161 authority. */
  timeStampUrl: z.url().nullable().default(null),
  /** The association's electronic seal on checkpoints: PEM of its key, and of its certificate and those that lead on. */
  seal: z
    .strictObject({ keyFile: z.string().min(1), certificateFile: z.string().min(1) })
    .nullable()
    .default(null),
  canaryPrefix: z
    .string()
    .refine((text) => parsePrefix(text) !== undefined, 'an address prefix')
    .nullable()
    .default(null),
  /** Where members and warnings are kept when not in the directory: PostgreSQL. One hub on one database. */
  database: DatabaseServer.nullable().default(null),
  disputes: DISPUTES,
  notify: NOTIFY,
  /** Who is shown every checkpoint of the log, so that a second story would be seen. */
  witnesses: z
    .array(z.strictObject({ url: z.url({ protocol: /^https?$/ }), key: z.string().max(400) }))
    .max(16)
    .default([]),
})
export type HubDirectorySettings = z.infer<typeof SETTINGS>

export type HubKeys = {
  readonly list: SigningKey
  readonly head: SigningKey
  readonly log: SigningKey
  /** Not a signing key: its seed is the secret of watermarks. */
  readonly watermark: SigningKey
}

const KEY_NAMES = ['list', 'head', 'log', 'watermark'] as const
const ROOT_KEY_COUNT = 3
const ROOT_THRESHOLD = 2
const ROOT_LASTS_MS = 365 * DAY_MS

const newKey = (): SigningKey => new SigningKey(drawOctets(32))
const keyPath = (root: string, name: string): string => join(root, 'keys', `${name}.key`)
const rootPath = (root: string, version: number): string =>
  join(root, 'roots', `${version}.root.json`)

/**
 * Makes a hub's keys and its first root. The three root keys go to a directory of their own, to be carried to
 * three people: whoever has two of them is the hub. Nothing that exists is written over.
 */
export function initialiseHub(
  root: string,
  settings: { readonly name: string; readonly isSynthetic: boolean },
  rootKeyDirectory: string,
): string {
  const parsed = SETTINGS.parse(settings)
  for (const directory of [join(root, 'keys'), join(root, 'roots'), rootKeyDirectory])
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  const rootKeys = Array.from({ length: ROOT_KEY_COUNT }, newKey)
  for (const [index, key] of rootKeys.entries())
    writeKeyFile(join(rootKeyDirectory, `root-${index + 1}.key`), key)
  const keys = Object.fromEntries(KEY_NAMES.map((name) => [name, newKey()])) as HubKeys
  for (const name of KEY_NAMES) writeKeyFile(keyPath(root, name), keys[name])
  const document: RootDocument = {
    type: 'root',
    hub: parsed.name,
    version: 1,
    expiresAt: instantOf(systemClock.nowMs() + ROOT_LASTS_MS),
    roles: {
      root: { keys: rootKeys.map(({ publicKey }) => publicKey), threshold: ROOT_THRESHOLD },
      list: { keys: [keys.list.publicKey], threshold: 1 },
      head: { keys: [keys.head.publicKey], threshold: 1 },
    },
  }
  const text = issueRoot(document, rootKeys.slice(0, ROOT_THRESHOLD))
  writeFileSync(rootPath(root, 1), text, { flag: 'wx' })
  // Last: with it the directory is a hub.
  writeFileSync(join(root, 'hub.json'), `${JSON.stringify(parsed, null, 2)}\n`, { flag: 'wx' })
  return text
}

/**
 * The next root, signed with the root keys in a directory: it lasts another year, and, where asked for, the
 * hub's own keys are new, because the old ones were stolen or are old.
 */
export function renewRoot(root: string, rootKeyDirectory: string, isRekeyed: boolean): string {
  const texts = readRoots(root)
  const held = readRoot(texts.at(-1)!).signed
  const rootKeys = readdirSync(rootKeyDirectory)
    .filter((name) => name.endsWith('.key'))
    .map((name) => readKeyFile(join(rootKeyDirectory, name)))
  const version = held.version + 1
  const fresh = isRekeyed ? { list: newKey(), head: newKey() } : undefined
  const document: RootDocument = {
    ...held,
    version,
    expiresAt: instantOf(systemClock.nowMs() + ROOT_LASTS_MS),
    roles: fresh
      ? {
          ...held.roles,
          list: { keys: [fresh.list.publicKey], threshold: 1 },
          head: { keys: [fresh.head.publicKey], threshold: 1 },
        }
      : held.roles,
  }
  const text = issueRoot(document, rootKeys)
  // New keys under the root's number, so that a crash in between leaves the old ones in use.
  if (fresh)
    for (const name of ['list', 'head'] as const)
      writeKeyFile(keyPath(root, `${name}-${version}`), fresh[name])
  writeFileSync(rootPath(root, version), text, { flag: 'wx' })
  return text
}

/** Throws HUB_NOT_INITIALISED. */
export function readSettings(root: string): HubDirectorySettings {
  const path = join(root, 'hub.json')
  if (!existsSync(path))
    throw new HubError('HUB_NOT_INITIALISED', `${root} holds no hub; run "noroshi hub init" first`)
  const parsed = SETTINGS.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  throw new HubError('HUB_NOT_INITIALISED', `${path}: ${z.prettifyError(parsed.error)}`)
}

/** Of list and head the newest that a root names. */
export function readHubKeys(root: string): HubKeys {
  const versions = readRoots(root).map((_, index) => index + 1)
  const newest = (name: 'list' | 'head'): SigningKey => {
    const version = versions.findLast((each) => existsSync(keyPath(root, `${name}-${each}`)))
    return readKeyFile(keyPath(root, version === undefined ? name : `${name}-${version}`))
  }
  return {
    list: newest('list'),
    head: newest('head'),
    log: readKeyFile(keyPath(root, 'log')),
    watermark: readKeyFile(keyPath(root, 'watermark')),
  }
}

/** Every root since the first, in order. */
export function readRoots(root: string): string[] {
  const texts: string[] = []
  while (existsSync(rootPath(root, texts.length + 1)))
    texts.push(readFileSync(rootPath(root, texts.length + 1), 'utf8'))
  return texts
}
