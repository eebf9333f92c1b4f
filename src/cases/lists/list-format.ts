/** `parquet` is read by the flow engine, so only `app` offers it; every other format is read here. */
export const LIST_FORMATS = [
  'plain',
  'csv',
  'json',
  'json-lines',
  'stix',
  'misp-feed',
  'misp-event',
  'misp-warninglist',
  'parquet',
] as const

export type ListFormat = (typeof LIST_FORMATS)[number]

export function isListFormat(text: string): text is ListFormat {
  return (LIST_FORMATS as readonly string[]).includes(text)
}
