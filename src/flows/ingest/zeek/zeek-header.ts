import { FieldProblem, shown } from '../table/field-problem.ts'

/** What the `#` lines of a Zeek log say about the lines that follow. */
export type ZeekHeader = {
  readonly names: readonly string[]
  /** Octet between fields. */
  readonly separator: number
  readonly unset: string
  /** Fields that a line may have: see `splitLabels`. */
  readonly fieldCounts: readonly number[]
}

/**
 * Collects the header lines of a log; logs that were joined have several, and the last one counts.
 * Zeek writes them in the order #separator, #set_separator, #empty_field, #unset_field, #path, #open,
 * #fields, #types, and #close at the end.
 */
export class ZeekHeaderReader {
  #separator = '\t'
  #unset = '-'
  header: ZeekHeader | undefined

  /** @throws FieldProblem HEADER_INVALID */
  read(line: string): void {
    if (line.startsWith('#separator')) {
      this.#separator = separatorOf(line.slice('#separator'.length).trim())
      return
    }
    const [key, ...values] = line.split(this.#separator)
    if (key === '#unset_field') this.#unset = values[0] ?? '-'
    if (key === '#path') checkPath(values[0] ?? '')
    if (key === '#fields') this.header = this.#bind(values)
  }

  #bind(values: readonly string[]): ZeekHeader {
    const names = splitLabels(values)
    return {
      names,
      separator: this.#separator.charCodeAt(0),
      unset: this.#unset,
      fieldCounts: [...new Set([values.length, names.length])],
    }
  }
}

/**
 * The labelled logs of IoT-23 put three spaces, not a separator, before `label` and `detailed-label`,
 * in the header and in every line. No field name of Zeek has a space in it.
 */
function splitLabels(values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    index === values.length - 1 ? value.trim().split(/ +/) : [value],
  )
}

/** `\x09` as Zeek writes it, or one plain character. */
function separatorOf(text: string): string {
  const escaped = /^\\x([0-9a-f]{2})$/i.exec(text)
  const separator = escaped ? String.fromCharCode(Number.parseInt(escaped[1]!, 16)) : text
  if (separator.length !== 1 || separator > '\x7f' || separator === '\n')
    throw new FieldProblem('HEADER_INVALID', `#separator ${shown(text)} is not one ASCII character`)
  return separator
}

/** Logs of other kinds share field names with conn.log and would read as empty connections. */
function checkPath(path: string): void {
  if (!path.startsWith('conn'))
    throw new FieldProblem(
      'HEADER_INVALID',
      `this is Zeek's ${shown(path)} log; only conn.log holds flows`,
    )
}
