import { type Element, PORT_PROTOCOLS, type SourceSet, sourceSetName } from './elements.ts'

export const TABLE = 'inet noroshi'

/** `forward` sees what is routed; `prerouting` also what this machine itself answers. */
export type Hook = 'forward' | 'prerouting'

export type ChainChoice = {
  readonly hook: Hook
  /** Below 0 it stands before the usual filters; their `accept` does not undo what is dropped here. */
  readonly priority: number
  /** `reject` tells the subscriber's device at once; `drop` leaves it waiting. */
  readonly answer: 'reject' | 'drop'
}

/** Elements of one command; longer lines gain nothing and cost memory in `nft`. */
const ELEMENTS_PER_LINE = 1_000

/**
 * The whole table, in one transaction. `alive` is the dead man's switch: no rule is reached while it is empty, and
 * its members end after the lease unless they are renewed, however many sources and targets there are.
 *
 * Both directions are cut, so that connections that stand already end too; nothing is accepted here, and no state of
 * connections is asked. Rules count and never log.
 */
export function wholeTable(
  sets: readonly SourceSet[],
  elements: readonly Element[],
  choice: ChainChoice,
  leaseMs: number,
  nowMs: number,
): string {
  return [
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    `add table ${TABLE}`,
    `add set ${TABLE} alive { type inet_proto; flags timeout; }`,
    ...([4, 6] as const).map(
      (family) =>
        `add set ${TABLE} c2_${family} { type ipv${family}_addr . inet_proto . inet_service; flags timeout; }`,
    ),
    ...sets.map(sourceSetLine),
    ...['to4', 'to6', 'back4', 'back6', 'answer'].map((chain) => `add chain ${TABLE} ${chain}`),
    `add chain ${TABLE} cut { type filter hook ${choice.hook} priority ${choice.priority}; policy accept; }`,
    `add rule ${TABLE} cut meta l4proto != @alive return`,
    ...([4, 6] as const).flatMap((family) => {
      const ip = family === 4 ? 'ip' : 'ip6'
      return [
        `add rule ${TABLE} cut ${ip} daddr . meta l4proto . th dport @c2_${family} jump to${family}`,
        `add rule ${TABLE} cut ${ip} saddr . meta l4proto . th sport @c2_${family} jump back${family}`,
      ]
    }),
    ...answerRules(choice.answer),
    ...sets.flatMap(sourceRules),
    ...addLines(elements, nowMs),
    ...renewLines(leaseMs),
    '',
  ].join('\n')
}

/** A length that no source had yet. */
export const newSourceSet = (set: SourceSet): string[] => [sourceSetLine(set), ...sourceRules(set)]

export const dropTable = (): string => `add table ${TABLE}\ndelete table ${TABLE}\n`

export function renewLines(leaseMs: number): string[] {
  const members = PORT_PROTOCOLS.map((protocol) => `${protocol} timeout ${span(leaseMs)}`)
  return [`flush set ${TABLE} alive`, `add element ${TABLE} alive { ${members.join(', ')} }`]
}

export function addLines(elements: readonly Element[], nowMs: number): string[] {
  return lines('add', elements, ({ text, untilMs }) =>
    // Zero would mean "for ever".
    untilMs === null ? text : `${text} timeout ${span(Math.max(1, Math.floor(untilMs - nowMs)))}`,
  )
}

/** Added first, because what has ended by itself cannot be deleted, and would fail the whole transaction. */
export function deleteLines(elements: readonly Element[]): string[] {
  const text = (element: Element): string => element.text
  return [...lines('add', elements, text), ...lines('delete', elements, text)]
}

function lines(
  verb: 'add' | 'delete',
  elements: readonly Element[],
  textOf: (element: Element) => string,
): string[] {
  return [...Map.groupBy(elements, ({ set }) => set)].flatMap(([set, members]) => {
    const result: string[] = []
    for (let start = 0; start < members.length; start += ELEMENTS_PER_LINE) {
      const texts = members.slice(start, start + ELEMENTS_PER_LINE).map(textOf)
      result.push(`${verb} element ${TABLE} ${set} { ${texts.join(', ')} }`)
    }
    return result
  })
}

function sourceSetLine(set: SourceSet): string {
  return `add set ${TABLE} ${sourceSetName(set)} { type ipv${set.family}_addr; flags timeout; }`
}

function sourceRules(set: SourceSet): string[] {
  const name = sourceSetName(set)
  const masked = (field: 'saddr' | 'daddr'): string =>
    set.family === 4 ? `ip ${field}${mask(set)}` : `ip6 ${field}${mask(set)}`
  return [
    `add rule ${TABLE} to${set.family} ${masked('saddr')} @${name} goto answer`,
    `add rule ${TABLE} back${set.family} ${masked('daddr')} @${name} counter drop`,
  ]
}

function mask({ family, length }: SourceSet): string {
  if (length === (family === 4 ? 32 : 128)) return ''
  const bits = '1'.repeat(length).padEnd(family === 4 ? 32 : 128, '0')
  return family === 4
    ? ` & ${bits
        .match(/.{8}/g)!
        .map((octet) => Number.parseInt(octet, 2))
        .join('.')}`
    : ` & ${bits
        .match(/.{16}/g)!
        .map((group) => Number.parseInt(group, 2).toString(16))
        .join(':')}`
}

function answerRules(answer: ChainChoice['answer']): string[] {
  if (answer === 'drop') return [`add rule ${TABLE} answer counter drop`]
  return [
    `add rule ${TABLE} answer meta l4proto tcp counter reject with tcp reset`,
    `add rule ${TABLE} answer counter reject with icmpx type admin-prohibited`,
  ]
}

/** `nft` reads at most eight digits of a unit, and 28 hours are more milliseconds than that. */
function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const rest = ms % 1_000
  return `${seconds > 0 ? `${seconds}s` : ''}${rest > 0 || seconds === 0 ? `${rest}ms` : ''}`
}
