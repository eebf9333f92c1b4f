import { PlaneError } from '../errors.ts'

/** The table as the kernel has it. */
export type TableReading = {
  /** Sets, chains and rules without what changes by itself: handles and counters. */
  readonly shape: string
  /** Members by set, spelled as we write them. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
}

type Member =
  | string
  | number
  | { readonly concat: readonly Member[] }
  | { readonly elem: { val: Member } }
type Item = {
  readonly set?: { readonly name: string; readonly elem?: readonly Member[] } & Record<
    string,
    unknown
  >
  readonly chain?: Record<string, unknown>
  readonly rule?: Record<string, unknown>
}

/** Reads `nft -j list table`. Throws `PlaneError` PLANE_ANSWER_UNREADABLE. */
export function readTable(json: string): TableReading {
  const members = new Map<string, ReadonlySet<string>>()
  const shape: unknown[] = []
  for (const { set, chain, rule } of itemsOf(json)) {
    if (set) {
      const { elem, handle: _handle, ...declared } = set
      members.set(set.name, new Set((elem ?? []).map(spelled)))
      shape.push({ set: declared })
    } else if (chain) shape.push({ chain: { ...chain, handle: 0 } })
    else if (rule) shape.push({ rule: { ...rule, handle: 0, expr: withoutCounts(rule['expr']) } })
  }
  return { shape: JSON.stringify(shape), members }
}

function itemsOf(json: string): Item[] {
  try {
    const { nftables } = JSON.parse(json) as { nftables: Item[] }
    if (Array.isArray(nftables)) return nftables
  } catch {}
  throw new PlaneError('PLANE_ANSWER_UNREADABLE', 'nft answers something that is no list')
}

function spelled(member: Member): string {
  if (typeof member !== 'object') return String(member)
  return 'elem' in member ? spelled(member.elem.val) : member.concat.map(spelled).join(' . ')
}

function withoutCounts(expressions: unknown): unknown {
  return Array.isArray(expressions)
    ? expressions.map((each: object) => ('counter' in each ? { counter: null } : each))
    : expressions
}
