import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bilingual } from '../../core/bilingual.ts'
import { renderLetter } from '../letter/letter.ts'
import { type LetterFontPlaces, type LetterFonts, loadLetterFonts } from '../letter/letter-fonts.ts'
import type { Channel, Handed, Outgoing, Recipient } from './channel.ts'

export type LetterPlace = LetterFontPlaces & {
  /** For whoever prints and posts; made when absent, readable by nobody else. */
  readonly directory: string
  readonly operator: Bilingual
  readonly timeZone: string
}

/** Letters as PDF files in a directory. That a file stands there is all that can be known here. */
export function letterChannel(place: LetterPlace): Channel {
  let fonts: LetterFonts | undefined
  return {
    name: 'letter',
    // The same letter is written to the same file.
    isRepeatable: true,
    canReach: ({ name, postalAddress }) => name !== null && postalAddress !== null,
    hand: async (message): Promise<Handed> => {
      fonts ??= await loadLetterFonts(place)
      const octets = await renderLetter(letterOf(message, place), fonts)
      if (!octets) return { kind: 'refused', code: 'glyph-missing' }
      await mkdir(place.directory, { recursive: true, mode: 0o700 })
      await writeWhole(join(place.directory, letterFileName(message.id)), octets)
      return { kind: 'sent' }
    },
    [Symbol.asyncDispose]: async () => {
      fonts = undefined
    },
  }
}

/** A digest, so that no id can be a path, and no file name says anything. */
export function letterFileName(id: string): string {
  return `${createHash('sha256').update(id).digest('hex').slice(0, 24)}.pdf`
}

function letterOf({ id, atMs, recipient, text }: Outgoing, { operator, timeZone }: LetterPlace) {
  return {
    reference: id,
    atMs,
    timeZone,
    recipient: addressOf(recipient),
    operator: operator[text.language],
    text,
  }
}

function addressOf({ name, postalCode, postalAddress }: Recipient) {
  return { name: name!, postalCode: postalCode ?? '', postalAddress: postalAddress! }
}

/** Under its name only when whole: whoever collects the files takes no torn one. */
async function writeWhole(path: string, octets: Uint8Array): Promise<void> {
  const temporary = `${path}.part`
  {
    await using file = await open(temporary, 'w', 0o600)
    await file.writeFile(octets)
    await file.datasync()
  }
  await rename(temporary, path)
}
