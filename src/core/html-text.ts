const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML that shows it, and nothing more; for attributes too, in either quotation marks. */
export function htmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter]!)
}
