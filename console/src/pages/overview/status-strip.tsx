import type { Cases } from '../../../../src/web/schemas/cases.ts'
import type { Exporters, Health } from '../../../../src/web/schemas/operation.ts'
import { useNow } from '../../api/use-now.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { StripItem } from '../../design/strip-item.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { lossOf, samplingText } from './exporter-figures.ts'

/** The answer line of the overview: six figures, each with the one thing to know about it. */
export function StatusStrip(props: {
  readonly exporters: Exporters
  readonly health: Health
  readonly open: Cases | null
}) {
  const locale = useLocale()
  const { t, tCount, format } = locale
  const now = useNow()
  const { exporters } = props.exporters
  const { health, open } = props
  const sending = exporters.filter((one) => one.state === 'sending')
  const silentCount = exporters.length - sending.length
  const rate = sending.reduce((sum, one) => sum + one.recordsPerSecond, 0)
  const loss = lossOf(exporters)
  const waitingCount = open?.counts.proposed ?? 0
  const oldest = open?.cases.map((one) => one.proposedAt).toSorted()[0]

  return (
    <dl className="strip" aria-label={t('overview.strip')}>
      <StripItem
        name={t('overview.toDecide')}
        value={format.number(waitingCount)}
        hint={
          oldest
            ? t('overview.oldest', { ago: format.ago(oldest, now) })
            : t('overview.toDecideNone')
        }
      />
      <StripItem
        name={t('overview.exporters')}
        value={
          exporters.length === 0
            ? t('overview.exportersNone')
            : t('overview.exportersOf', { sending: sending.length, total: exporters.length })
        }
        hint={
          silentCount > 0 ? (
            <StatusMark
              icon="warning"
              tone="warning"
              text={tCount('overview.exportersSilent', silentCount)}
            />
          ) : (
            exporters.length > 0 && t('overview.exportersAll')
          )
        }
      />
      <StripItem
        name={t('overview.rate')}
        value={format.number(Math.round(rate))}
        hint={t('overview.rateStored', { flows: format.compact(health.flowsStored) })}
      />
      <StripItem
        name={t('overview.loss')}
        value={loss === null ? t('overview.lossUnknown') : format.percent(loss)}
        hint={t('overview.lossHint')}
      />
      <StripItem
        name={t('overview.sampling')}
        value={samplingText(
          exporters.flatMap((one) => one.samplingIntervals),
          locale,
        )}
        hint={t('overview.samplingHint')}
      />
      <StripItem
        name={t('overview.newest')}
        value={
          health.newestFlowAt ? format.ago(health.newestFlowAt, now) : t('overview.newestNone')
        }
        hint={t('overview.newestHint')}
      />
    </dl>
  )
}
