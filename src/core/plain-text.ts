/** Without what PostgreSQL can hold neither in text (NUL) nor in JSON (half a surrogate pair); no person types either. */
export function plainText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().trim()
}
