import { Fragment } from 'react'
import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { useNow } from '../../api/use-now.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { type Locale, useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { PROTOCOL_NAMES, samplingText } from './exporter-figures.ts'
import { ExporterState } from './exporter-state.tsx'

type Exporter = Exporters['exporters'][number]

/** From here on a loss is worth a look: detection on what is left becomes noticeably weaker. */
const LOSS_WARNING_MIN = 0.01

export function ExportersSection({ exporters }: { readonly exporters: Exporters }) {
  const locale = useLocale()
  const { t } = locale
  const now = useNow()
  return (
    <section>
      <div className="section-head">
        <h2>{t('overview.exportersTitle')}</h2>
        <Link className="small" href="/exporters">
          {t('exporters.details')}
        </Link>
      </div>
      {exporters.exporters.length === 0 ? (
        <p className="soft">
          {t('exporters.none')} <Link href="/settings">{t('overview.emptyStep')}</Link>
        </p>
      ) : (
        <DataTable
          caption={t('overview.exportersTitle')}
          rows={exporters.exporters}
          rowKey={(row) => row.address}
          columns={exporterColumns(locale, now)}
        />
      )}
    </section>
  )
}

function exporterColumns(locale: Locale, now: number): readonly Column<Exporter>[] {
  const { t, format } = locale
  return [
    {
      key: 'address',
      header: t('exporter.address'),
      cell: (row) => <span className="code">{row.address}</span>,
    },
    {
      key: 'state',
      header: t('exporter.state'),
      sortValue: (row) => (row.state === 'silent' ? 1 : 0),
      cell: (row) => <ExporterState state={row.state} />,
    },
    {
      key: 'protocols',
      header: t('exporter.protocols'),
      isLow: true,
      cell: (row) => row.protocols.map((name) => PROTOCOL_NAMES[name]).join(', '),
    },
    {
      key: 'rate',
      header: t('exporter.rate'),
      align: 'end',
      sortValue: (row) => row.recordsPerSecond,
      cell: (row) => format.number(Math.round(row.recordsPerSecond)),
    },
    {
      key: 'loss',
      header: t('exporter.loss'),
      align: 'end',
      sortValue: (row) => row.lossRatio,
      cell: (row) =>
        row.lossRatio >= LOSS_WARNING_MIN ? (
          <StatusMark icon="warning" tone="warning" text={format.percent(row.lossRatio)} />
        ) : (
          format.percent(row.lossRatio)
        ),
    },
    {
      key: 'sampling',
      header: t('exporter.sampling'),
      align: 'end',
      isLow: true,
      cell: (row) => samplingText(row.samplingIntervals, locale),
    },
    {
      key: 'refused',
      header: t('exporter.refused'),
      isLow: true,
      isWrapping: true,
      sortValue: (row) => refusedCount(row),
      cell: (row) => <Refused exporter={row} />,
    },
    {
      key: 'lastSeen',
      header: t('exporter.lastSeen'),
      isLow: true,
      sortValue: (row) => row.lastSeenAt,
      cell: (row) => (
        <time dateTime={row.lastSeenAt} title={format.instant(row.lastSeenAt)} className="soft">
          {format.ago(row.lastSeenAt, now)}
        </time>
      ),
    },
  ]
}

const refusedCount = (exporter: Exporter): number =>
  Object.values(exporter.refused).reduce((sum, count) => sum + count, 0)

/** A code may break after an underscore, so that a narrow column keeps its words whole. */
function CodeName({ code }: { readonly code: string }) {
  const words = code.split('_')
  return (
    <code className="soft">
      {words.map((word, place) => (
        <Fragment key={word}>
          {place > 0 && '_'}
          {place > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </code>
  )
}

function Refused({ exporter }: { readonly exporter: Exporter }) {
  const { t, format } = useLocale()
  const reasons = Object.entries(exporter.refused)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
  if (reasons.length === 0) return <span className="soft">{t('exporter.refusedNone')}</span>
  return (
    <ul className="refused">
      {reasons.map(([code, count]) => (
        <li key={code}>
          {format.compact(count)} <CodeName code={code} />
        </li>
      ))}
    </ul>
  )
}
