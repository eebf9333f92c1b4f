import type { Bilingual } from '../../../core/bilingual.ts'
import { type Row, table } from '../bench-tables.ts'
import type { HubBench, ListFigures, RequestCost } from './hub-bench.ts'

export function formatHub(bench: HubBench): Bilingual {
  const { growth } = bench
  return table([
    ['会員数', 'members', `${bench.members}`],
    ...bench.lists.flatMap(rowsOf),
    ['10 倍の一覧での差分', 'a delta with ten times the list', times(growth.delta)],
    ['同、確認応答', 'an acknowledgement, the same', times(growth.acknowledgement)],
    ['同、TAXII の 1 ページ', 'a page of TAXII, the same', times(growth.taxiiPage)],
    ['同、bouncer の問い合わせ', 'a bouncer’s question, the same', times(growth.bouncerPoll)],
    [
      '1 時間に 1 % 変わるとき',
      '1 % of the list within an hour',
      `${(100 * bench.churnShareOfHour).toFixed(1)} % of one core`,
    ],
  ])
}

function rowsOf(list: ListFigures): Row[] {
  const length = list.warnings.toLocaleString('en')
  return [
    [`警告 ${length} 件の全体`, `whole list of ${length}`, costOf(list.snapshot)],
    ...list.changes.flatMap(({ changes, delta, acknowledgement }): Row[] => [
      [`  変更 ${changes} 件の差分`, `  delta of ${changes} changes`, costOf(delta)],
      ['  その確認応答', '  its acknowledgement', costOf(acknowledgement)],
    ]),
    ['  TAXII の 1 ページ（100 件）', '  a page of TAXII, 100 objects', costOf(list.taxiiPage)],
    ['  bouncer の問い合わせ', '  a bouncer’s question', costOf(list.bouncerPoll)],
  ]
}

/** Processor time of the hub, then what the member waits, then the longest stall. */
const costOf = ({ cpuMs, medianWallMs, octets, stallMs }: RequestCost): string =>
  `${cpuMs.toFixed(1)} ms CPU, ${medianWallMs.toFixed(1)} ms, ${octets.toLocaleString('en')} octets, stall ${stallMs.toFixed(0)} ms`

const times = (ratio: number): string => `${ratio.toFixed(2)} ×`
