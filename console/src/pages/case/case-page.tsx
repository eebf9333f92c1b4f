import './case.css'
import type { Case } from '../../../../src/web/schemas/cases.ts'
import { isMissing } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { CollateralText, recordedOf } from '../../cases/collateral-facts.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { useMay } from '../../session/use-reach.ts'
import { ActivitySection } from './activity-section.tsx'
import { CaseEvidence } from './case-evidence.tsx'
import { CaseExplanation } from './case-explanation.tsx'
import { CaseFacts } from './case-facts.tsx'
import { CaseHead } from './case-head.tsx'
import { CaseHistory } from './case-history.tsx'
import { CaseReleases } from './case-releases.tsx'
import { ReasonList, scaleOf } from './reason-list.tsx'

const INTERVAL_MS = 15_000

/** A short report, top to bottom: what, how sure, why, what speaks against it, pictures, history. */
export function CasePage({ id }: { readonly id: string }) {
  const { t } = useLocale()
  const { value, error, reload } = usePolled<Case>(`/cases/${encodeURIComponent(id)}`, INTERVAL_MS)
  return (
    <>
      <Link className="case-back" href="/cases">
        <Icon name="back" />
        {t('casePage.back')}
      </Link>
      {value ? (
        <Report subject={value} />
      ) : error ? (
        <>
          <PageTitle title={t(isMissing(error) ? 'casePage.notFound' : 'problem.title')} />
          <ErrorState error={error} {...(isMissing(error) ? {} : { onRetry: reload })} />
        </>
      ) : (
        <LoadingState lines={10} />
      )}
    </>
  )
}

function Report({ subject }: { readonly subject: Case }) {
  const { t } = useLocale()
  const may = useMay()
  const collateral = recordedOf(subject)
  return (
    <article>
      <CaseHead subject={subject} />
      <CaseFacts subject={subject} />
      <div className="case-reasons">
        <ReasonList
          title={t('casePage.why')}
          side="for"
          reasons={subject.reasons}
          empty={t('casePage.whyEmpty')}
          scale={scaleOf(subject)}
        />
        <ReasonList
          title={t('casePage.against')}
          side="against"
          reasons={subject.against}
          empty={t('casePage.againstEmpty')}
          scale={scaleOf(subject)}
        />
      </div>
      <CaseExplanation subject={subject} />
      {may('analyst') && <ActivitySection key={subject.id} id={subject.id} />}
      <CaseReleases subject={subject} />
      <CaseEvidence subject={subject} />
      {collateral && (
        <div className="case-section case-cost">
          <CollateralText collateral={collateral} level={2} />
        </div>
      )}
      <CaseHistory events={subject.history} />
    </article>
  )
}
