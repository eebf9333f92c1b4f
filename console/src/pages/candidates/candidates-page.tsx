import '../case/case.css'
import '../model/model.css'
import type { Cases } from '../../../../src/web/schemas/cases.ts'
import type { Candidate, Candidates } from '../../../../src/web/schemas/detection.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { EndpointName } from '../../design/endpoint-name.tsx'
import { Facts } from '../../design/facts.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { BandMark, Probability } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { caseHref } from '../../router/routes.ts'
import { Explanation } from '../case/explanation.tsx'
import { ReasonList, scaleOf } from '../case/reason-list.tsx'

const INTERVAL_MS = 60_000
const SHOWN_COUNT = 50

/** What the newest run put forward, each explained; those from "suspected" on have become cases. */
export function CandidatesPage() {
  const { t, say, format } = useLocale()
  const now = useNow()
  const path = `/candidates?limit=${SHOWN_COUNT}`
  const { value, error, reload } = usePolled<Candidates>(path, INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('candidates.title')} />
      <p className="page-lead soft">{t('candidates.text')}</p>
      {!value ? (
        error ? (
          <ErrorState error={error} onRetry={reload} />
        ) : (
          <LoadingState lines={10} />
        )
      ) : value.detectedAt === null ? (
        <EmptyState level={2} title={t('overview.detectedNever')} />
      ) : (
        <>
          <Facts
            facts={[
              [t('candidates.detected'), format.ago(value.detectedAt, now)],
              [t('candidates.looked'), format.number(value.endpointCount)],
              ...(value.budget
                ? ([
                    [
                      t('candidates.budget'),
                      t('candidates.perDay', { count: value.budget.falsePositivesPerDay }),
                    ],
                    [t('candidates.from'), format.probability(value.budget.suspectedFrom)],
                    [
                      t('candidates.expected'),
                      t('model.share', {
                        count: format.number(Math.round(value.budget.expectedFalse * 10) / 10),
                        of: format.number(value.budget.suspectedCount),
                      }),
                    ],
                  ] as const)
                : []),
              [
                t('model.title'),
                <Link key="model" href="/model">
                  {value.model ?? '–'}
                </Link>,
              ],
            ]}
          />
          {value.baseRate && <p className="page-lead case-section">{say(value.baseRate)}</p>}
          {value.candidates.length === 0 ? (
            <EmptyState level={2} title={t('candidates.none')} />
          ) : (
            <ol className="candidate-list">
              {value.candidates.map((candidate) => (
                <CandidateItem key={endpointText(candidate)} candidate={candidate} />
              ))}
            </ol>
          )}
        </>
      )}
    </>
  )
}

function CandidateItem({ candidate }: { readonly candidate: Candidate }) {
  const { tCount, say } = useLocale()
  const { query } = useLocation()
  const name = endpointText(candidate)
  const isOpen = query.get('open') === name
  const leading = candidate.reasons.toSorted((a, b) => b.weight - a.weight)[0]
  return (
    <li className="candidate">
      <details
        open={isOpen}
        onToggle={(event) => {
          const isNow = event.currentTarget.open
          if (isNow !== isOpen) setQuery({ open: isNow ? name : null }, { replace: true })
        }}
      >
        <summary>
          <EndpointName endpoint={candidate} />
          <Probability value={candidate.probability} />
          <BandMark band={candidate.band} />
          <span className="soft">
            {tCount('case.clientsCount', candidate.clients)}
            {leading && ` · ${say(leading)}`}
          </span>
        </summary>
        {isOpen && <CandidateBody candidate={candidate} />}
      </details>
    </li>
  )
}

function CandidateBody({ candidate }: { readonly candidate: Candidate }) {
  const { t } = useLocale()
  const name = endpointText(candidate)
  const path = `/cases?${new URLSearchParams({ search: name, limit: '5' })}`
  const cases = usePolled<Cases>(path, INTERVAL_MS).value
  const subject = cases?.cases.find((one) => endpointText(one.endpoint) === name)
  return (
    <div className="candidate-body">
      <div className="case-reasons">
        <ReasonList
          title={t('casePage.why')}
          side="for"
          reasons={candidate.reasons}
          empty={t('casePage.whyEmpty')}
          scale={scaleOf(candidate)}
        />
        <ReasonList
          title={t('casePage.against')}
          side="against"
          reasons={candidate.against}
          empty={t('casePage.againstEmpty')}
          scale={scaleOf(candidate)}
        />
      </div>
      <Explanation candidate={candidate} level={2} />
      {subject ? (
        <p>
          <Link href={caseHref(subject.id)}>{t('candidates.toCase')}</Link>
        </p>
      ) : (
        cases && <p className="soft small">{t('candidates.noCase')}</p>
      )}
    </div>
  )
}
