import '../notice/notice.css'
import '../measures/measures.css'
import './alerts.css'
import type { AlertEffect, AlertStatus } from '../../../../src/web/schemas/alerts.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Bars } from '../../charts/bars.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState } from '../../design/states.tsx'
import { PolledView } from '../association/polled-view.tsx'
import { useTexts, wordFor } from '../measures/texts/use-texts.ts'
import { EffectSection } from './effect-section.tsx'
import { PolicySection } from './policy-section.tsx'
import { RoundTable } from './round-table.tsx'
import { SampleSection } from './sample-section.tsx'
import { ScheduleLine } from './schedule-line.tsx'

const INTERVAL_MS = 15_000
const EXAMPLE = `"alerts": {
  "telephone": "0120-000-000",
  "hours": { "ja": "平日9時から17時", "en": "weekdays 9 to 17" },
  "proof": { "ja": "毎月の請求書", "en": "on your monthly bill" },
  "channels": ["mail"],
  "mail": {
    "host": "smtp.isp.example",
    "from": "care@isp.example",
    "fromName": { "ja": "例示インターネット", "en": "Example Internet" }
  }
}`

/** Telling subscribers, as counts and nobody in particular; and whether it helps. */
export function AlertsPage() {
  const { t } = useTexts()
  const status = usePolled<AlertStatus>('/alerts', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('alerts.title')} />
      <p className="soft page-lead">{t('alerts.lead')}</p>
      <PolledView polled={status} lines={10}>
        {(found) =>
          found.isOn ? (
            <On status={found} />
          ) : (
            <EmptyState level={2} title={t('alerts.offTitle')}>
              <p className="soft">{t('alerts.offText')}</p>
              <pre className="code-box">{EXAMPLE}</pre>
            </EmptyState>
          )
        }
      </PolledView>
    </>
  )
}

function On({ status }: { readonly status: AlertStatus }) {
  const { t, tCount, format } = useTexts()
  const effect = usePolled<AlertEffect>('/alerts/effect', INTERVAL_MS * 20)
  return (
    <>
      <p>
        {tCount('alerts.open', status.open)}{' '}
        {tCount('alerts.waiting', status.waiting, {
          unreachable: format.number(status.withoutContact),
        })}
      </p>
      <ScheduleLine schedule={status.schedule} />
      <PolledView polled={effect} lines={8}>
        {(found) => <EffectSection effect={found} />}
      </PolledView>
      <RoundTable rounds={status.rounds} />
      <section className="case-section">
        <h2>{t('alerts.counts')}</h2>
        <div className="count-columns">
          <Counts title={t('alerts.byOutcome')} stem="outcome" counts={status.byOutcome} />
          <Counts title={t('alerts.byDevice')} stem="device" counts={status.byDeviceKind} />
          <Counts title={t('alerts.byEnding')} stem="ending" counts={status.byEnding} />
          <MessageCounts counts={status.messages} />
        </div>
      </section>
      <PolicySection />
      <SampleSection />
    </>
  )
}

function Counts(props: {
  readonly title: string
  readonly stem: string
  readonly counts: Readonly<Record<string, number>>
}) {
  const texts = useTexts()
  const rows = Object.entries(props.counts).map(([word, count]) => ({
    name: wordFor(texts, props.stem, word),
    count,
  }))
  return (
    <div>
      <h3>{props.title}</h3>
      {rows.length === 0 ? (
        <p className="soft">{texts.t('alerts.noCounts')}</p>
      ) : (
        <Bars rows={rows} />
      )}
    </div>
  )
}

/** `sent mail`: what became of messages, by the way they went. */
function MessageCounts({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const texts = useTexts()
  const rows = Object.entries(counts).map(([words, count]) => {
    const [state = '', way = ''] = words.split(' ')
    return {
      name: wordFor(texts, 'message', state),
      hint: wordFor(texts, 'way', way),
      count,
    }
  })
  return (
    <div>
      <h3>{texts.t('alerts.messages')}</h3>
      {rows.length === 0 ? (
        <p className="soft">{texts.t('alerts.noCounts')}</p>
      ) : (
        <Bars rows={rows} />
      )}
    </div>
  )
}
