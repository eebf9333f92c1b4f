import type { Evaluation } from '../../../../src/web/schemas/evaluations.ts'
import type { Sentence } from '../../../../src/web/schemas/shared.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Server = Evaluation['servers'][number]
type Row = { readonly key: number; readonly cells: Evaluation['tables'][number]['rows'][number] }

/** The controllers one by one: how many innocent servers were ranked above each. */
export function ServersTable({ servers }: Pick<Evaluation, 'servers'>) {
  const { t, format } = useLocale()
  if (servers.length === 0) return null
  const columns: readonly Column<Server>[] = [
    {
      key: 'endpoint',
      header: t('case.endpoint'),
      cell: (row) => <span className="code">{endpointText(row)}</span>,
    },
    { key: 'capture', header: t('evaluation.capture'), isLow: true, cell: (row) => row.capture },
    {
      key: 'above',
      header: t('evaluation.above'),
      align: 'end',
      sortValue: (row) => row.benignAbove,
      cell: (row) => format.number(row.benignAbove),
    },
    {
      key: 'probability',
      header: t('case.probability'),
      align: 'end',
      cell: (row) => format.probability(row.probability),
    },
    {
      key: 'flows',
      header: t('evaluation.flows'),
      align: 'end',
      isLow: true,
      cell: (row) => format.number(row.flows),
    },
  ]
  return (
    <section className="case-section">
      <h2>{t('evaluation.servers')}</h2>
      <DataTable
        caption={t('evaluation.servers')}
        rows={servers}
        rowKey={(row) => `${row.capture} ${endpointText(row)}`}
        columns={columns}
      />
    </section>
  )
}

/** What a suite measures besides; folded away until somebody wants it. */
export function FurtherTables({ tables }: Pick<Evaluation, 'tables'>) {
  const { say, format } = useLocale()
  const text = (cell: string | number | Sentence) =>
    typeof cell === 'object'
      ? say(cell)
      : typeof cell === 'number'
        ? format.number(Number(cell.toPrecision(4)))
        : cell
  return tables.map((table) => (
    <details key={table.title.en} className="case-section">
      <summary>
        <h2 className="summary-title">{say(table.title)}</h2>
      </summary>
      <p className="soft page-lead">{say(table.about)}</p>
      <DataTable<Row>
        caption={say(table.title)}
        rows={table.rows.map((cells, key) => ({ key, cells }))}
        rowKey={(row) => String(row.key)}
        columns={table.columns.map((header, place) => ({
          key: header.en,
          header: say(header),
          isWrapping: place === 0,
          ...(typeof table.rows[0]?.[place] === 'number' ? { align: 'end' as const } : {}),
          cell: (row) => text(row.cells[place] ?? ''),
        }))}
      />
    </details>
  ))
}
