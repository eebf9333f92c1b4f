import { type FileHandle, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the chain ended when it was last written. */
export type AuditHead = { readonly sequence: number; readonly hash: string }

const NAME = 'head'
const LOST = /^head-\d+\.lost$/

/**
 * The end of the chain, beside it. A chain shows what was changed or cut out of its middle; that its last lines
 * are gone only somebody can know who remembers how far it went. The line is on disk before its head is written, so
 * that after a power cut the head may be behind the chain and never ahead.
 */
export class AuditHeadFile {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(directory: string): Promise<AuditHeadFile> {
    const path = join(directory, NAME)
    return new AuditHeadFile(await open(path, 'r+').catch(() => open(path, 'w+', 0o600)))
  }

  async write(head: AuditHead): Promise<void> {
    const line = `${JSON.stringify({ sequence: head.sequence, hash: head.hash })}\n`
    // In place and of growing length: half a line is never read as a whole one.
    await this.#file.write(line.padEnd(120), 0)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** Every end that the chain is known to have had: the newest, and those that it was found to lack. */
export async function knownHeads(directory: string): Promise<AuditHead[]> {
  const names = await readdir(directory).catch(() => [] as string[])
  const found: AuditHead[] = []
  for (const name of names.filter((one) => one === NAME || LOST.test(one))) {
    const head = parse(await readFile(join(directory, name), 'utf8').catch(() => ''))
    if (head) found.push(head)
  }
  return found.sort((one, other) => one.sequence - other.sequence)
}

/** Kept under a name of its own when the chain is shorter than it was: going on must not hide it. */
export async function keepLostHead(directory: string, head: AuditHead): Promise<void> {
  await rename(join(directory, NAME), join(directory, `head-${head.sequence}.lost`))
}

function parse(text: string): AuditHead | undefined {
  try {
    const { sequence, hash } = JSON.parse(text)
    return Number.isInteger(sequence) && typeof hash === 'string' ? { sequence, hash } : undefined
  } catch {
    return undefined
  }
}
