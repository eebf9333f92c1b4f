/**
 * The grammar of STIX 2.1 patterns (OASIS STIX 2.1 §9). Long because a grammar is one idea: each function below is
 * one of its rules, top down. It tells whether a text is a pattern and which endpoints a pattern of our own
 * minimal profile names; it evaluates nothing.
 */
import { TrustError } from '../trust/errors.ts'

export type PatternComparison = {
  /** `network-traffic:dst_ref.value`. */
  readonly path: string
  readonly operator: string
  readonly isNegated: boolean
  /** The literals as they are written. */
  readonly values: readonly string[]
}

type Token = { readonly kind: TokenKind; readonly text: string }
type TokenKind = 'word' | 'string' | 'number' | 'typed' | 'mark' | 'end'

/** Longer than any honest pattern; nesting is bounded because each level is a call. */
const LENGTH_MAX = 65_536
const DEPTH_MAX = 64

const SPACE = /(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)+/y
const TOKENS: readonly (readonly [TokenKind, RegExp])[] = [
  ['typed', /[thb]'(?:[^'\\]|\\['\\])*'/y],
  ['string', /'(?:[^'\\]|\\['\\])*'/y],
  ['number', /[+-]?(?:\d+\.\d+|\.\d+|\d+)(?![\w.])/y],
  ['word', /[A-Za-z_][A-Za-z0-9_-]*/y],
  ['mark', /<=|>=|<>|!=|==|[=<>[\]():.,*]/y],
]
const ORDERED = new Set(['<', '>', '<=', '>='])
const EQUAL = new Set(['=', '==', '!=', '<>'])
const TEXTUAL = new Set(['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'])
const HASH_DIGITS: Readonly<Record<string, number>> = {
  MD5: 32,
  'SHA-1': 40,
  'SHA-256': 64,
  'SHA-512': 128,
}
const TIMESTAMP =
  /^t'\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?Z'$/
const HEX = /^h'(?:[0-9a-fA-F]{2})*'$/
const BASE64 = /^b'(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'$/

/** All comparisons of a pattern, in order. Throws DOCUMENT_MALFORMED for what is no pattern. */
export function parseStixPattern(text: string): PatternComparison[] {
  return new Parser(text).pattern()
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #found: PatternComparison[] = []
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  pattern(): PatternComparison[] {
    this.#observations()
    if (this.#next.kind !== 'end') refuse('something behind its end')
    return this.#found
  }

  /** FOLLOWEDBY binds least, then OR, then AND: for the question "is it one?" they are alike. */
  #observations(): void {
    do this.#observation()
    while (this.#take('FOLLOWEDBY') || this.#take('OR') || this.#take('AND'))
  }

  #observation(): void {
    const isGroup = this.#deeper(() => {
      if (this.#take('(')) {
        this.#observations()
        this.#expect(')')
        return true
      }
      this.#expect('[')
      this.#comparisons()
      this.#expect(']')
      return false
    })
    const kinds = new Set<string>()
    for (let kind = this.#qualifier(); kind; kind = this.#qualifier()) {
      // OASIS's own validator takes two of a kind on a group and not on one observation.
      if (!isGroup && kinds.has(kind)) refuse(`${kind} twice`)
      kinds.add(kind)
    }
  }

  #qualifier(): string | undefined {
    if (this.#take('WITHIN')) {
      if (!(Number(this.#literal('number')) > 0)) refuse('WITHIN without a positive number')
      this.#expect('SECONDS')
      return 'WITHIN'
    }
    if (this.#take('REPEATS')) {
      if (!/^\+?[1-9]\d*$/.test(this.#literal('number'))) refuse('REPEATS without a whole number')
      this.#expect('TIMES')
      return 'REPEATS'
    }
    if (!this.#take('START')) return undefined
    const start = this.#timestamp()
    this.#expect('STOP')
    if (this.#timestamp() <= start) refuse('STOP not behind START')
    return 'START'
  }

  /** OR binds less than AND; the standard's examples compare different objects in one observation. */
  #comparisons(): void {
    do this.#comparison()
    while (this.#take('OR') || this.#take('AND'))
  }

  #comparison(): void {
    if (this.#take('(')) {
      this.#deeper(() => this.#comparisons())
      this.#expect(')')
    } else if (this.#take('EXISTS')) {
      this.#found.push({ path: this.#path(), operator: 'EXISTS', isNegated: false, values: [] })
    } else {
      const path = this.#path()
      const isNegated = this.#take('NOT')
      const operator = this.#advance().text
      const values = this.#operand(operator)
      if (EQUAL.has(operator) || operator === 'IN') checkHash(path, values)
      this.#found.push({ path, operator, isNegated, values })
    }
  }

  #operand(operator: string): string[] {
    if (EQUAL.has(operator)) return [this.#primitive(true)]
    if (ORDERED.has(operator)) return [this.#primitive(false)]
    if (TEXTUAL.has(operator)) return [this.#literal('string')]
    if (operator !== 'IN') refuse('an operator that is none')
    this.#expect('(')
    const values: string[] = []
    if (this.#take(')')) return values
    do values.push(this.#primitive(true))
    while (this.#take(','))
    this.#expect(')')
    return values
  }

  /** `type:property`, then `.property`, `[1]` or `[*]` as often as wanted. */
  #path(): string {
    let path = `${this.#literal('word')}${this.#expect(':')}${this.#property()}`
    for (;;) {
      if (this.#take('.')) path += `.${this.#property()}`
      else if (this.#take('[')) {
        path += this.#take('*') ? '[*]' : `[${this.#index()}]`
        this.#expect(']')
      } else return path
    }
  }

  #property(): string {
    const { kind, text } = this.#advance()
    // Only types of objects have hyphens; a property that has one is written as a string.
    if (kind === 'string' || (kind === 'word' && !text.includes('-'))) return text
    return refuse('no property where one is due')
  }

  #index(): string {
    const text = this.#literal('number')
    return /^[+-]?\d+$/.test(text) ? text : refuse('an index that is no whole number')
  }

  #primitive(mayBeBoolean: boolean): string {
    const token = this.#advance()
    if (token.kind === 'string' || token.kind === 'number') return token.text
    if (token.kind === 'typed') {
      const shape = { t: TIMESTAMP, h: HEX, b: BASE64 }[token.text[0] as 't' | 'h' | 'b']
      return shape.test(token.text) ? token.text : refuse('a literal that does not keep its form')
    }
    const isBoolean = token.text === 'true' || token.text === 'false'
    return mayBeBoolean && isBoolean ? token.text : refuse('no literal where one is due')
  }

  #timestamp(): string {
    const text = this.#literal('typed')
    return TIMESTAMP.test(text) ? text : refuse('no timestamp where one is due')
  }

  #deeper<Result>(work: () => Result): Result {
    if (++this.#depth > DEPTH_MAX) refuse('too deep')
    const result = work()
    this.#depth--
    return result
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #advance(): Token {
    const token = this.#next
    if (token.kind !== 'end') this.#at++
    return token
  }

  #take(text: string): boolean {
    const { kind } = this.#next
    const isIt = this.#next.text === text && (kind === 'word' || kind === 'mark')
    if (isIt) this.#at++
    return isIt
  }

  #expect(text: string): string {
    return this.#take(text) ? text : refuse(`no ${text} where one is due`)
  }

  #literal(kind: TokenKind): string {
    const token = this.#advance()
    return token.kind === kind ? token.text : refuse(`no ${kind} where one is due`)
  }
}

/** A hash of a length that its kind never has can match nothing, and is a mistake of the writer. */
function checkHash(path: string, values: readonly string[]): void {
  const name = /\.hashes\.'?([A-Z0-9-]+)'?$|:hashes\.'?([A-Z0-9-]+)'?$/.exec(path)
  const digits = HASH_DIGITS[name?.[1] ?? name?.[2] ?? '']
  if (digits === undefined) return
  const isHash = (value: string): boolean => new RegExp(`^'[0-9a-fA-F]{${digits}}'$`).test(value)
  if (!values.every(isHash)) refuse('a hash of the wrong length')
}

function tokensOf(text: string): Token[] {
  if (text.length > LENGTH_MAX) refuse('too long')
  const tokens: Token[] = []
  let offset = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    offset += match(SPACE)?.length ?? 0
    if (offset >= text.length) return [...tokens, { kind: 'end', text: '' }]
    const found = TOKENS.map(([kind, pattern]) => ({ kind, text: match(pattern) })).find(
      (each): each is Token => each.text !== undefined,
    )
    if (!found) refuse('a sign that no pattern has')
    tokens.push(found)
    offset += found.text.length
  }
}

function refuse(what: string): never {
  throw new TrustError('DOCUMENT_MALFORMED', `this is no STIX pattern: ${what}`)
}
