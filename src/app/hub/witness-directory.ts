import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { HubError } from '../../gate/hub/errors.ts'
import type { TreeHead } from '../../gate/log/checkpoint.ts'
import { HASH_OCTETS } from '../../gate/log/merkle.ts'
import { formatNoteKey, NOTE_TYPES, type NoteKey, parseNoteKey } from '../../gate/log/note.ts'
import type { WitnessKey } from '../../gate/log/witness.ts'
import { readKeyFile, writeKeyFile } from '../../gate/warning/trust/key-file.ts'
import { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import { drawOctets } from '../system-ports.ts'

/** `witness.json`: who this witness is, and which logs it watches. */
const SETTINGS = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9./-]{0,252}$/),
  logs: z.array(z.string()).max(1_000).default([]),
})
const SEEN = z.record(z.string(), z.strictObject({ size: z.int().min(0), root: z.string() }))

const SETTINGS_FILE = 'witness.json'
const KEY_FILE = 'witness.key'
const SEEN_FILE = 'seen.json'

/** Everything that a witness has: a key, the logs it knows, and the newest tree that it saw of each. */
export class WitnessDirectory {
  readonly #path: string
  readonly key: WitnessKey
  readonly logKeys: readonly NoteKey[]
  readonly #seen: Map<string, TreeHead>

  /** Throws WITNESS_NOT_INITIALISED, also where what was seen is damaged: to begin anew would let a rollback pass. */
  constructor(path: string) {
    this.#path = path
    const settings = readSettings(path)
    this.key = { name: settings.name, key: readKeyFile(join(path, KEY_FILE)) }
    this.logKeys = settings.logs.map(parseNoteKey)
    this.#seen = readSeen(join(path, SEEN_FILE))
  }

  seen(origin: string): TreeHead | undefined {
    return this.#seen.get(origin)
  }

  /** On disk before anybody is given a signature. */
  remember(origin: string, head: TreeHead): void {
    const next = new Map(this.#seen).set(origin, head)
    const stored = Object.fromEntries(
      [...next].map(([name, { size, root }]) => [
        name,
        { size, root: Buffer.from(root).toString('base64') },
      ]),
    )
    const place = join(this.#path, SEEN_FILE)
    const file = openSync(`${place}.new`, 'w', 0o600)
    try {
      writeSync(file, `${JSON.stringify(stored)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(`${place}.new`, place)
    this.#seen.set(origin, head)
  }
}

/** Makes a witness; answers the key by which logs and members know it. Nothing that exists is written over. */
export function initialiseWitness(path: string, name: string, logs: readonly string[]): string {
  const settings = SETTINGS.parse({ name, logs })
  settings.logs.forEach(parseNoteKey)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const key = new SigningKey(drawOctets(32))
  writeKeyFile(join(path, KEY_FILE), key)
  const text = `${JSON.stringify(settings, null, 2)}\n`
  writeFileSync(join(path, SETTINGS_FILE), text, { flag: 'wx', mode: 0o600 })
  return formatNoteKey({ name, type: NOTE_TYPES.cosignature, key: key.publicKey })
}

function readSettings(path: string): z.infer<typeof SETTINGS> {
  const place = join(path, SETTINGS_FILE)
  if (!existsSync(place))
    throw new HubError(
      'WITNESS_NOT_INITIALISED',
      `${path} holds no witness; run "hub witness init"`,
    )
  const parsed = SETTINGS.safeParse(JSON.parse(readFileSync(place, 'utf8')))
  if (parsed.success) return parsed.data
  throw new HubError('WITNESS_NOT_INITIALISED', `${place}: ${z.prettifyError(parsed.error)}`)
}

function readSeen(place: string): Map<string, TreeHead> {
  if (!existsSync(place)) return new Map()
  try {
    const stored = SEEN.parse(JSON.parse(readFileSync(place, 'utf8')))
    return new Map(
      Object.entries(stored).map(([origin, { size, root }]) => {
        const octets = Buffer.from(root, 'base64')
        if (octets.length !== HASH_OCTETS) throw new RangeError('a root has 32 octets')
        return [origin, { size, root: octets }]
      }),
    )
  } catch (cause) {
    throw new HubError(
      'WITNESS_NOT_INITIALISED',
      `${place} is damaged; a person has to look at it`,
      {
        cause,
      },
    )
  }
}
