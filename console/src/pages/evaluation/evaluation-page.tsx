import '../model/model.css'
import type {
  Evaluation,
  EvaluationSummary,
  Evaluations,
} from '../../../../src/web/schemas/evaluations.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useLocation } from '../../router/location.ts'
import { EvaluationDetail } from './evaluation-detail.tsx'

const INTERVAL_MS = 300_000

/** How good the detector is, by measurements that were kept; one of them in full. */
export function EvaluationPage() {
  const { t } = useLocale()
  const { query } = useLocation()
  const all = usePolled<Evaluations>('/evaluations', INTERVAL_MS)
  const name = query.get('name') ?? all.value?.evaluations[0]?.name ?? null
  return (
    <>
      <PageTitle title={t('evaluation.title')} />
      <p className="page-lead soft">{t('evaluation.text')}</p>
      {all.value ? (
        all.value.evaluations.length === 0 ? (
          <EmptyState level={2} title={t('evaluation.emptyTitle')}>
            <p className="soft">{t('evaluation.emptyText')}</p>
            <pre className="code">noroshi evaluate --suite real --keep</pre>
          </EmptyState>
        ) : (
          <>
            <List evaluations={all.value.evaluations} />
            {name !== null && <One key={name} name={name} />}
          </>
        )
      ) : all.error ? (
        <ErrorState error={all.error} onRetry={all.reload} />
      ) : (
        <LoadingState lines={8} />
      )}
    </>
  )
}

function List({ evaluations }: Evaluations) {
  const { t, say, format } = useLocale()
  const columns: readonly Column<EvaluationSummary>[] = [
    {
      key: 'title',
      header: t('evaluation.suite'),
      isWrapping: true,
      cell: (row) => (
        <>
          {say(row.title)}
          {row.isWithoutPorts && <span className="soft"> {t('evaluation.withoutPorts')}</span>}
        </>
      ),
    },
    {
      key: 'synthetic',
      header: t('evaluation.data'),
      cell: (row) => (
        <>
          {t(row.isSynthetic ? 'evaluation.synthetic' : 'evaluation.recorded')}
          {row.isQuick && <span className="soft"> {t('evaluation.quick')}</span>}
        </>
      ),
    },
    {
      key: 'auc',
      header: t('model.prAuc'),
      align: 'end',
      sortValue: (row) => row.prAuc ?? -1,
      cell: (row) => (row.prAuc === null ? '–' : format.probability(row.prAuc)),
    },
    {
      key: 'found',
      header: t('evaluation.found'),
      align: 'end',
      isLow: true,
      cell: (row) =>
        row.found === null ? '–' : t('model.share', { count: row.found, of: row.positives }),
    },
    {
      key: 'at',
      header: t('audit.at'),
      isLow: true,
      cell: (row) => format.date(row.evaluatedAt),
    },
    {
      key: 'model',
      header: t('model.title'),
      isLow: true,
      cell: (row) => <code>{row.model}</code>,
    },
  ]
  return (
    <DataTable
      caption={t('evaluation.title')}
      rows={evaluations}
      rowKey={(row) => row.name}
      rowHref={(row) => `/evaluation?name=${encodeURIComponent(row.name)}`}
      hasKeys
      columns={columns}
    />
  )
}

function One({ name }: { readonly name: string }) {
  const path = `/evaluations/${encodeURIComponent(name)}`
  const { value, error, reload } = usePolled<Evaluation>(path, INTERVAL_MS)
  if (value) return <EvaluationDetail evaluation={value} reportHref={`/api/v1${path}/report`} />
  return error ? <ErrorState error={error} onRetry={reload} /> : <LoadingState lines={10} />
}
