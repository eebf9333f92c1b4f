import type { MeasurePlan } from '../../../../src/web/schemas/measures.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { type Texts, useTexts, wordFor } from './texts/use-texts.ts'

type Added = MeasurePlan['added'][number]
type Removed = MeasurePlan['removed'][number]
type LeftOut = MeasurePlan['leftOut'][number]

/** What would be blocked, each target once with the devices that get it. */
export function AddedTable({ plan }: { readonly plan: MeasurePlan }) {
  const texts = useTexts()
  const { t, tCount } = texts
  const rows = [...Map.groupBy(plan.added, ({ target }) => target).values()]
  return (
    <>
      <h3 className="plan-head">
        <span className="diff-mark">+</span> {tCount('plan.added', plan.addedCount)}
      </h3>
      <DataTable
        caption={t('plan.addedCaption')}
        rows={rows}
        rowKey={([first]) => first!.target}
        columns={addedColumns(texts)}
      />
      <Cut shown={plan.added.length} total={plan.addedCount} />
    </>
  )
}

function addedColumns(texts: Texts): readonly Column<readonly Added[]>[] {
  const { t, format } = texts
  return [
    {
      key: 'target',
      header: t('plan.target'),
      cell: ([first]) => <code className="target">{first!.target}</code>,
    },
    {
      key: 'why',
      header: t('plan.why'),
      isWrapping: true,
      cell: ([first]) =>
        first!.band === null
          ? t('plan.named')
          : `${wordFor(texts, 'band', first!.band)}${first!.kind ? ` · ${wordFor(texts, 'endpointKind', first!.kind)}` : ''}`,
    },
    {
      key: 'subscribers',
      header: t('plan.subscribers'),
      align: 'end',
      isLow: true,
      sortValue: ([first]) => first!.subscribers ?? -1,
      cell: ([first]) =>
        first!.subscribers === null ? (
          <span className="soft">{t('plan.notCounted')}</span>
        ) : (
          format.number(first!.subscribers)
        ),
    },
    {
      key: 'until',
      header: t('plan.until'),
      cell: ([first]) => <TimeText at={first!.until} />,
    },
    {
      key: 'planes',
      header: t('plan.devices'),
      isLow: true,
      isWrapping: true,
      cell: (lines) => lines.map(({ plane }) => plane).join(', '),
    },
  ]
}

/** What ends, and why. It needs nobody's approval. */
export function RemovedTable({ plan }: { readonly plan: MeasurePlan }) {
  const { t, tCount, say } = useTexts()
  const columns: readonly Column<Removed>[] = [
    {
      key: 'target',
      header: t('plan.target'),
      cell: (row) => <code className="target">{row.target}</code>,
    },
    { key: 'why', header: t('plan.why'), isWrapping: true, cell: (row) => say(row.text) },
    { key: 'plane', header: t('plan.devices'), cell: (row) => row.plane },
  ]
  return (
    <>
      <h3 className="plan-head">
        <span className="diff-mark">−</span> {tCount('plan.removed', plan.removedCount)}
      </h3>
      <DataTable
        caption={t('plan.removedCaption')}
        rows={plan.removed}
        rowKey={(row) => `${row.plane} ${row.target}`}
        columns={columns}
      />
      <Cut shown={plan.removed.length} total={plan.removedCount} />
    </>
  )
}

/** What was warned of and is not blocked: every one can be answered for. */
export function LeftOutTable({ plan }: { readonly plan: MeasurePlan }) {
  const { t, tCount, say } = useTexts()
  const columns: readonly Column<LeftOut>[] = [
    {
      key: 'target',
      header: t('plan.target'),
      cell: (row) => <code className="target">{row.target}</code>,
    },
    { key: 'why', header: t('plan.why'), isWrapping: true, cell: (row) => say(row.text) },
    {
      key: 'plane',
      header: t('plan.devices'),
      cell: (row) => row.plane ?? <span className="soft">{t('plan.everywhere')}</span>,
    },
  ]
  return (
    <details className="left-out">
      <summary>
        <h3 className="summary-title">{tCount('plan.leftOut', plan.leftOutCount)}</h3>
      </summary>
      <DataTable
        caption={t('plan.leftOutCaption')}
        rows={plan.leftOut}
        rowKey={(row) => `${row.plane} ${row.target} ${row.reason}`}
        columns={columns}
      />
      <Cut shown={plan.leftOut.length} total={plan.leftOutCount} />
    </details>
  )
}

function Cut({ shown, total }: { readonly shown: number; readonly total: number }) {
  const { t, format } = useTexts()
  if (shown >= total) return null
  return (
    <p className="soft small">
      {t('plan.cut', { shown: format.number(shown), total: format.number(total) })}
    </p>
  )
}
