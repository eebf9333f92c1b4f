import '../measures/measures.css'
import './consent.css'
import { useState } from 'react'
import type { AllTerms, ConsentStatistics } from '../../../../src/web/schemas/consent.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState } from '../../design/states.tsx'
import { useMay } from '../../session/use-reach.ts'
import { PolledView } from '../association/polled-view.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'
import { ImportSection } from './import-section.tsx'
import { PublishTermsDialog } from './publish-terms-dialog.tsx'
import { ScopeTable } from './scope-table.tsx'
import { SubscriberSection } from './subscriber-section.tsx'
import { TermsSection } from './terms-section.tsx'
import { TimelineFigure } from './timeline-figure.tsx'

const INTERVAL_MS = 30_000

/** Who agreed to what, as counts for everybody; one subscriber by number for the privacy officer alone. */
export function ConsentPage() {
  const { t, format } = useTexts()
  const may = useMay()
  const isOfficer = may('privacy-officer')
  const [isPublishing, setIsPublishing] = useState(false)
  const statistics = usePolled<ConsentStatistics>('/consent/statistics', INTERVAL_MS)
  const terms = usePolled<AllTerms>('/consent/terms', INTERVAL_MS * 4)
  return (
    <>
      <PageTitle title={t('consent.title')} />
      <p className="soft page-lead">{t('consent.lead')}</p>
      <PolledView polled={statistics} lines={6}>
        {(found) =>
          found.subscribers === 0 ? (
            <EmptyState level={2} title={t('consent.noneTitle')}>
              <p className="soft">{t(isOfficer ? 'consent.noneOfficer' : 'consent.noneText')}</p>
              <pre className="code-box">noroshi grant import subscribers.csv --dry-run</pre>
            </EmptyState>
          ) : (
            <>
              <p className="consent-counts">
                {t('consent.subscribers', {
                  count: format.number(found.subscribers),
                  online: format.number(found.online),
                  pausing: format.number(found.pausing),
                })}
              </p>
              <ScopeTable statistics={found} />
              <TimelineFigure />
            </>
          )
        }
      </PolledView>
      {isOfficer ? (
        <>
          <SubscriberSection />
          <ImportSection onImported={statistics.reload} />
        </>
      ) : (
        <p className="soft consent-who">{t('consent.officerOnly')}</p>
      )}
      <section className="case-section">
        <div className="section-head">
          <h2>{t('terms.title')}</h2>
          {isOfficer && terms.value && statistics.value && (
            <Button isSmall onClick={() => setIsPublishing(true)}>
              {t('publish.open')}
            </Button>
          )}
        </div>
        <PolledView polled={terms} lines={6}>
          {(found) => <TermsSection terms={found} />}
        </PolledView>
      </section>
      {isPublishing && terms.value && statistics.value && (
        <PublishTermsDialog
          terms={terms.value}
          statistics={statistics.value}
          onClose={() => setIsPublishing(false)}
          onPublished={() => {
            terms.reload()
            statistics.reload()
          }}
        />
      )}
    </>
  )
}
