import type { Measure } from '../spool/account.ts'
import type { DropReason } from './drop-reason.ts'

/** What is counted of one exporter over some time. */
export class Tally {
  datagrams = 0
  records = 0
  /** Records in the segment, or on their way into it. */
  stored = 0
  receivedRecords = 0
  missingRecords = 0
  receivedDatagrams = 0
  missingDatagrams = 0
  corrected = 0
  clamped = 0
  readonly refused = new Map<DropReason, number>()

  refuse(code: DropReason, count: number): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + count)
  }

  add(other: Tally): void {
    for (const [field] of FIELDS) this[field] += other[field]
    for (const [code, count] of other.refused) this.refuse(code, count)
  }

  get isEmpty(): boolean {
    return this.refused.size === 0 && FIELDS.every(([field]) => this[field] === 0)
  }

  /** As an account holds it; zeros are left out. */
  *entries(): Iterable<readonly [Measure, reason: string, amount: number]> {
    for (const [field, measure] of FIELDS) if (this[field] !== 0) yield [measure, '', this[field]]
    for (const [code, count] of this.refused) yield ['refused', code, count]
  }
}

const FIELDS = [
  ['datagrams', 'datagrams'],
  ['records', 'records'],
  ['stored', 'stored'],
  ['receivedRecords', 'received-records'],
  ['missingRecords', 'missing-records'],
  ['receivedDatagrams', 'received-datagrams'],
  ['missingDatagrams', 'missing-datagrams'],
  ['corrected', 'corrected'],
  ['clamped', 'clamped'],
] as const satisfies readonly (readonly [keyof Tally, Measure])[]
