import './case.css'
import type { Case } from '../../../../src/web/schemas/cases.ts'
import { isMissing } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Icon } from '../../design/icon.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { ActivitySection } from './activity-section.tsx'
import { CaseFacts } from './case-facts.tsx'
import { CaseHead } from './case-head.tsx'
import { CaseHistory } from './case-history.tsx'
import { ReasonList } from './reason-list.tsx'

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
      <ActivitySection key={subject.id} id={subject.id} />
      <CaseHistory events={subject.history} />
    </article>
  )
}

/** Both lists share one scale, so that a long bar against weighs what a long bar for does. */
function scaleOf(subject: Case): number {
  const weights = [...subject.reasons, ...subject.against].map((one) => Math.abs(one.weight))
  return Math.max(...weights, Number.EPSILON)
}
