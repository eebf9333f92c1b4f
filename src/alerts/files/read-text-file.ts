import { open } from 'node:fs/promises'
import { AlertError } from '../errors.ts'

/** A day of accounting of a million lines has some 200 MB; more is not what it says it is. */
export const FILE_OCTETS_MAX = 256 * 2 ** 20

/**
 * A whole text file of this machine. Carriers' tables come in UTF-8 or in Shift_JIS; what is neither is refused,
 * because a name or an address in mojibake would go out on a letter. Throws `AlertError`.
 */
export async function readTextFile(path: string, octetsMax = FILE_OCTETS_MAX): Promise<string> {
  return decodeText(await readOctets(path, octetsMax))
}

export function decodeText(octets: Uint8Array): string {
  for (const encoding of ['utf-8', 'shift_jis'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(octets)
    } catch {
      // The other one, then.
    }
  throw new AlertError('ALERT_FILE_UNREADABLE', 'the file is text in neither UTF-8 nor Shift_JIS')
}

async function readOctets(path: string, octetsMax: number): Promise<Uint8Array> {
  await using file = await open(path, 'r').catch((cause) => {
    throw new AlertError('ALERT_FILE_UNREADABLE', 'the file cannot be opened', { cause })
  })
  const { size } = await regular(file)
  if (size > octetsMax)
    throw new AlertError(
      'ALERT_FILE_TOO_LARGE',
      `the file has more than ${Math.floor(octetsMax / 2 ** 20)} MiB`,
    )
  // No more than was measured: a file that grows meanwhile is read to where it was.
  const octets = new Uint8Array(size)
  let filled = 0
  while (filled < size) {
    const { bytesRead } = await file.read(octets, filled, size - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return octets.subarray(0, filled)
}

type OpenFile = Awaited<ReturnType<typeof open>>

/** A pipe or a device would be read for ever. */
async function regular(file: OpenFile): Promise<{ size: number }> {
  const stat = await file.stat()
  if (!stat.isFile()) throw new AlertError('ALERT_FILE_UNREADABLE', 'it is not a regular file')
  return stat
}
