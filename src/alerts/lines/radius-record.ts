/** Attributes of one accounting packet, in the order in which they were written; a name may come again. */
export type RadiusRecord = ReadonlyMap<string, readonly string[]>

/** A real packet has some fifty (4096 octets at most, RFC 2865 §3). */
const ATTRIBUTE_COUNT_MAX = 256
const VALUE_LENGTH_MAX = 1_024
/** `Name = value` or `Name:tag = value`, indented; the operators are those of FreeRADIUS' dictionary. */
const ATTRIBUTE = /^\s+([A-Za-z][A-Za-z0-9._-]{0,127})(?::\d+)?\s*(?::=|\+=|=)\s*(.*)$/

/**
 * Records of a FreeRADIUS `detail` file: a line with a date that begins at the margin, then one indented attribute
 * on each line, then an empty line. Only the names in `wanted` are kept, so that nothing else of a packet is even held.
 */
export function* radiusRecords(
  text: string,
  wanted: ReadonlySet<string>,
): Generator<RadiusRecord | undefined> {
  let record: Map<string, string[]> | undefined
  let attributes = 0
  for (const line of text.split('\n')) {
    const attribute = ATTRIBUTE.exec(line)
    if (attribute && record) {
      attributes++
      const [, name, raw] = attribute as unknown as [string, string, string]
      const value = unquoted(raw)
      if (!wanted.has(name) || value === undefined) continue
      record.set(name, [...(record.get(name) ?? []), value])
      continue
    }
    if (line.trim() !== '' && /^\s/.test(line)) continue
    if (record) yield attributes > ATTRIBUTE_COUNT_MAX ? undefined : record
    record = line.trim() === '' ? undefined : new Map()
    attributes = 0
  }
  if (record) yield attributes > ATTRIBUTE_COUNT_MAX ? undefined : record
}

/** Bare, or between quotation marks with backslashes before what would end it. */
function unquoted(raw: string): string | undefined {
  const text = raw.trim()
  if (text.length > VALUE_LENGTH_MAX) return undefined
  const quote = text[0]
  if (quote !== '"' && quote !== "'") return text
  if (text.length < 2 || text.at(-1) !== quote) return undefined
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}
