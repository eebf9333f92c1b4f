import type { MessageText, Sender } from '../texts/message-text.ts'
import { renderLetter } from './letter.ts'
import { type LetterFontPlaces, loadLetterFonts } from './letter-fonts.ts'

/** A letter to nobody, to be looked at. Throws `AlertError` ALERT_FONT_MISSING. */
export async function renderPreviewLetter(
  text: MessageText,
  { operator, timeZone }: Sender,
  places: LetterFontPlaces,
  atMs: number,
): Promise<Uint8Array> {
  const isJapanese = text.language === 'ja'
  const recipient = {
    name: isJapanese ? '見本' : 'Specimen',
    postalCode: '000-0000',
    postalAddress: isJapanese ? '住所の見本' : 'An address',
  }
  const letter = { reference: 'preview', atMs, timeZone, recipient, text }
  const octets = await renderLetter(
    { ...letter, operator: operator[text.language] },
    await loadLetterFonts(places),
  )
  if (!octets) throw new Error('the fonts lack letters of the specimen')
  return octets
}
