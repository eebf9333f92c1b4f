import type { Settings } from '../../../../src/web/schemas/operation.ts'
import { useLocale } from '../../i18n/locale.tsx'

/** The whole allow-list of columns. */
export function CollectedSection({ settings }: { readonly settings: Settings }) {
  const { t } = useLocale()
  return (
    <section>
      <h2>{t('settings.collected')}</h2>
      <p className="soft">{t('settings.collectedText')}</p>
      <dl className="columns-list">
        {settings.columns.map((column) => (
          <div key={column.name}>
            <dt className="code">{column.name}</dt>
            <dd className="small">{column.type}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

export function RetentionSection({ settings }: { readonly settings: Settings }) {
  const { t, tCount } = useLocale()
  return (
    <section>
      <h2>{t('settings.retention')}</h2>
      <p className="soft">{t('settings.retentionText')}</p>
      <dl className="pairs">
        <div>
          <dt>{t('settings.retentionFlows')}</dt>
          <dd>{tCount('settings.days', settings.retention.flowDays)}</dd>
        </div>
        <div>
          <dt>{t('settings.retentionTraffic')}</dt>
          <dd>{tCount('settings.days', settings.retention.trafficDays)}</dd>
        </div>
      </dl>
    </section>
  )
}
