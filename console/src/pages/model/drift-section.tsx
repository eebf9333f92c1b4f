import type { Drift } from '../../../../src/web/schemas/model.ts'
import { Bars } from '../../charts/bars.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Feature = Drift['features'][number]
const SHOWN_COUNT = 12

/** Does this network still look like what the model knows? */
export function DriftSection({ drift }: { readonly drift: Drift }) {
  const { t, say, format } = useLocale()
  const columns: readonly Column<Feature>[] = [
    {
      key: 'name',
      header: t('model.feature'),
      cell: (row) => <code translate="no">{row.name}</code>,
    },
    {
      key: 'psi',
      header: t('model.psi'),
      align: 'end',
      sortValue: (row) => row.psi,
      cell: (row) =>
        row.isAlarm ? (
          <StatusMark icon="warning" tone="warning" text={format.probability(row.psi)} />
        ) : (
          format.probability(row.psi)
        ),
    },
    {
      key: 'bins',
      header: t('model.beforeNow'),
      cell: (row) => <Bins feature={row} />,
    },
    { key: 'group', header: t('model.group'), isLow: true, cell: (row) => row.group },
  ]
  return (
    <section className="case-section">
      <h2>{t('model.drift')}</h2>
      <p className="page-lead">
        <StatusMark
          icon={drift.state === 'drifting' ? 'warning' : drift.state === 'steady' ? 'ok' : 'open'}
          tone={drift.state === 'drifting' ? 'warning' : 'plain'}
          text={t(`model.drift.${drift.state}`)}
        />{' '}
        {drift.state !== 'none' && say(drift.detail)}
      </p>
      {drift.features.length > 0 && (
        <>
          <DataTable
            caption={t('model.drift')}
            rows={drift.features.slice(0, SHOWN_COUNT)}
            rowKey={(row) => row.name}
            columns={columns}
          />
          <p className="soft small">
            {t('model.driftCaption', {
              alarm: format.probability(drift.alarmFrom),
              endpoints: format.number(drift.endpoints),
            })}{' '}
            {drift.against && t(`model.against.${drift.against}`)}
          </p>
        </>
      )}
      {drift.history.length > 1 && (
        <>
          <h3 className="model-limits-title">{t('model.driftDays')}</h3>
          <Bars
            rows={drift.history.slice(-14).map((day) => ({
              name: format.date(`${day.day}T12:00:00Z`),
              count: Math.round(day.psiMax * 100) / 100,
              hint: t('model.alarms', { count: day.alarms }),
            }))}
          />
        </>
      )}
    </section>
  )
}

/** Shares of the bins, before in pale above and now in dark below. The table of numbers is the tooltip. */
function Bins({ feature }: { readonly feature: Feature }) {
  const { format } = useLocale()
  const most = Math.max(...feature.before, ...feature.now, Number.EPSILON)
  const step = 96 / Math.max(1, feature.before.length)
  const text = feature.before
    .map((share, place) => `${format.percent(share)} → ${format.percent(feature.now[place] ?? 0)}`)
    .join('; ')
  return (
    <svg className="bins" viewBox="0 0 96 22" role="img" aria-label={text}>
      <title>{text}</title>
      {feature.before.map((share, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
        <g key={place}>
          <rect
            className="before"
            x={place * step}
            y={10 - (10 * share) / most}
            width={step - 1}
            height={(10 * share) / most}
          />
          <rect
            className="now"
            x={place * step}
            y={22 - (10 * (feature.now[place] ?? 0)) / most}
            width={step - 1}
            height={(10 * (feature.now[place] ?? 0)) / most}
          />
        </g>
      ))}
    </svg>
  )
}
