import { readFile } from 'node:fs/promises'
import { AlertError } from '../errors.ts'

export type LetterFontPlaces = {
  readonly fontFile: string
  readonly boldFontFile: string
  /** PostScript names, for collections (.ttc). */
  readonly fontName: string
  readonly boldFontName: string
}

/** Octets of font files, read once for many letters. */
export type LetterFonts = {
  readonly regular: Buffer
  readonly bold: Buffer
  readonly regularName: string
  readonly boldName: string
}

/** Throws `AlertError` ALERT_FONT_MISSING. */
export async function loadLetterFonts(places: LetterFontPlaces): Promise<LetterFonts> {
  const [regular, bold] = await Promise.all([read(places.fontFile), read(places.boldFontFile)])
  return { regular, bold, regularName: places.fontName, boldName: places.boldFontName }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new AlertError(
      'ALERT_FONT_MISSING',
      `the font ${path} cannot be read; on Debian: apt-get install fonts-noto-cjk, or name another in alerts.letters`,
      { cause },
    )
  }
}
