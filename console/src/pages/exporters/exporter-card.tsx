import type { ReactNode } from 'react'
import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { LossHours } from '../../charts/loss-hours.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { PROTOCOL_NAMES, samplingText } from '../overview/exporter-figures.ts'
import { ExporterState } from '../overview/exporter-state.tsx'
import { clockText, policyText, skippedText } from './exporter-texts.ts'

type Exporter = Exporters['exporters'][number]

export function ExporterCard({
  exporter,
  now,
}: {
  readonly exporter: Exporter
  readonly now: number
}) {
  const locale = useLocale()
  const { t, format } = locale
  const thinned = exporter.hours.reduce((sum, hour) => sum + hour.thinned, 0)
  const missing = exporter.hours.reduce((sum, hour) => sum + hour.missing, 0)
  const unit = exporter.hours.at(-1)?.missingUnit ?? 'records'
  const isClockOff = Math.abs(exporter.clock.skewMs ?? 0) > exporter.clock.skewMaxMs
  return (
    <section className="exporter-card">
      <h2 className="code">{exporter.address}</h2>
      <ExporterState state={exporter.state} />
      {exporter.state !== 'sending' && (
        <p className="soft">
          {t('exporter.noDataSince', { since: format.instant(exporter.lastSeenAt) })}
        </p>
      )}
      <h3>{t('exporter.lossByHour')}</h3>
      <LossHours hours={exporter.hours} now={now} />
      <dl className="pairs">
        <Pair name={t('exporter.missing')}>
          {t(unit === 'records' ? 'exporter.missingRecords' : 'exporter.missingDatagrams', {
            count: format.compact(missing),
          })}
        </Pair>
        <Pair name={t('exporter.protocols')}>
          {exporter.protocols.map((name) => PROTOCOL_NAMES[name]).join(', ')}
        </Pair>
        <Pair name={t('exporter.sampling')}>
          {samplingText(exporter.samplingIntervals, locale)}
        </Pair>
        <Pair name={t('exporter.policy')}>{policyText(exporter, locale)}</Pair>
        <Pair name={t('exporter.limit')}>
          {t('exporter.limitText', { count: format.number(exporter.policy.recordsPerSecondMax) })}
        </Pair>
        <Pair name={t('exporter.thinning')}>
          {exporter.thinning > 1
            ? t('exporter.thinningNow', {
                factor: format.number(exporter.thinning),
                count: format.compact(thinned),
              })
            : t('exporter.thinningNone', { count: format.compact(thinned) })}
        </Pair>
        <Pair name={t('exporter.clock')}>
          {isClockOff ? (
            <StatusMark icon="warning" tone="warning" text={clockText(exporter, locale)} />
          ) : (
            clockText(exporter, locale)
          )}
        </Pair>
        {exporter.clock.clampedRecords > 0 && (
          <Pair name={t('exporter.clamped')}>{format.number(exporter.clock.clampedRecords)}</Pair>
        )}
        {exporter.skippedElements.length > 0 && (
          <Pair name={t('exporter.skipped')}>{skippedText(exporter, locale)}</Pair>
        )}
      </dl>
    </section>
  )
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
