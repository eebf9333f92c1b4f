import './settings.css'
import type { Exporters, Settings } from '../../../../src/web/schemas/operation.ts'
import { usePolled } from '../../api/use-polled.ts'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { CollectedSection, RetentionSection } from './collected-section.tsx'
import { CollectorTable } from './collector-table.tsx'
import { ConnectSection } from './connect-section.tsx'
import { PrefixSection } from './prefix-section.tsx'
import { StrangersSection } from './strangers-section.tsx'

const SETTINGS_INTERVAL_MS = 60_000
const STRANGERS_INTERVAL_MS = 10_000

/** What this service listens to, keeps and forgets, and how to point a router at it. */
export function SettingsPage() {
  const { t } = useLocale()
  const settings = usePolled<Settings>('/settings', SETTINGS_INTERVAL_MS)
  const exporters = usePolled<Exporters>('/exporters', STRANGERS_INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('settings.title')} />
      {settings.value ? (
        <Sections settings={settings.value} exporters={exporters.value} />
      ) : settings.error ? (
        <ErrorState error={settings.error} onRetry={settings.reload} />
      ) : (
        <LoadingState lines={10} />
      )}
    </>
  )
}

function Sections(props: { readonly settings: Settings; readonly exporters: Exporters | null }) {
  const { t } = useLocale()
  const { settings, exporters } = props
  return (
    <div className="settings">
      <div className="settings-stack">
        <ConnectSection collectors={settings.collectors} />
        <CollectedSection settings={settings} />
      </div>
      <div className="settings-stack">
        <section>
          <h2>{t('settings.collectors')}</h2>
          <CollectorTable collectors={settings.collectors} />
        </section>
        <PrefixSection
          title={t('settings.allowed')}
          text={t('settings.allowedText')}
          empty={t('settings.allowedEmpty')}
          prefixes={settings.allowedExporters}
        />
        <StrangersSection strangers={exporters?.strangers ?? []} />
        <PrefixSection
          title={t('settings.subscribers')}
          text={t('settings.subscribersText')}
          empty={t('settings.subscribersEmpty')}
          prefixes={settings.subscriberPrefixes}
        />
        <RetentionSection settings={settings} />
        <section>
          <h2>{t('settings.service')}</h2>
          <dl className="pairs">
            <div>
              <dt>{t('settings.version')}</dt>
              <dd>{settings.version}</dd>
            </div>
            <div>
              <dt>{t('settings.dataDirectory')}</dt>
              <dd className="code">{settings.dataDirectory}</dd>
            </div>
          </dl>
        </section>
      </div>
    </div>
  )
}
