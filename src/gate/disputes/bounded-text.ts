import { plainText } from '../../core/plain-text.ts'
import { DisputeError } from './errors.ts'

export const STATEMENT_LENGTH_MAX = 4_000
export const CONTACT_LENGTH_MAX = 200

/**
 * Signs that steer what shows a text instead of saying something: escapes of terminals, and those that turn
 * the direction of writing. Line ends stay.
 */
const STEERING = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** What a stranger or an officer wrote, as it is kept. Throws DISPUTE_FORM_INVALID. */
export function boundedText(value: unknown, lengthMax: number, isNeeded = true): string {
  const text = plainText(
    String(value ?? '')
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(STEERING, ' '),
  )
  if (text.length > lengthMax)
    throw new DisputeError('DISPUTE_FORM_INVALID', `${lengthMax} characters at most`)
  if (isNeeded && text === '') throw new DisputeError('DISPUTE_FORM_INVALID', 'a text is needed')
  return text
}
