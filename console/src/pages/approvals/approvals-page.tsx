import './approvals.css'
import type { Case } from '../../../../src/web/schemas/cases.ts'
import type { Approvals } from '../../../../src/web/schemas/workplace.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { hindranceOf } from '../../cases/choices.ts'
import { CollateralText, recordedOf } from '../../cases/collateral-facts.tsx'
import { useDecisions } from '../../cases/decision.tsx'
import { Button } from '../../design/button.tsx'
import { EndpointName } from '../../design/endpoint-name.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { Probability } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { caseHref } from '../../router/routes.ts'
import { useMay, useMyId } from '../../session/use-reach.ts'
import { ReasonList, scaleOf } from '../case/reason-list.tsx'
import { useRequestKeys } from './use-request-keys.ts'

const INTERVAL_MS = 15_000
/** Read one after the other; more than these are a backlog, and the rest follows when these are answered. */
const SHOWN_COUNT = 20
const REASONS_SHOWN = 3

type Waiting = Approvals['cases'][number]

/** What waits for a second person, each with what that person has to read before saying yes. */
export function ApprovalsPage() {
  const { t } = useLocale()
  const may = useMay()
  const { value, error, reload } = usePolled<Approvals>('/approvals?limit=100', INTERVAL_MS)
  const shown = value?.cases.slice(0, SHOWN_COUNT) ?? []
  const list = useRequestKeys(shown)
  return (
    <>
      <PageTitle title={t('approvals.title')} />
      <p className="page-lead soft">
        {t('approvals.text')} {!may('approver') && t('hindrance.approver')}
      </p>
      {!value ? (
        error ? (
          <ErrorState error={error} onRetry={reload} />
        ) : (
          <LoadingState lines={8} />
        )
      ) : shown.length === 0 ? (
        <EmptyState level={2} title={t('approvals.emptyTitle')}>
          <p className="soft">{t('approvals.emptyText')}</p>
          <Link href="/cases?status=confirmed">{t('approvals.emptyStep')}</Link>
        </EmptyState>
      ) : (
        <ol className="requests" ref={list}>
          {shown.map((waiting) => (
            <Request key={waiting.id} waiting={waiting} />
          ))}
        </ol>
      )}
      {value && value.cases.length > SHOWN_COUNT && (
        <p className="soft small">
          {t('approvals.more', { count: value.cases.length - SHOWN_COUNT })}
        </p>
      )}
    </>
  )
}

function Request({ waiting }: { readonly waiting: Waiting }) {
  const { t, format } = useLocale()
  const now = useNow()
  const path = `/cases/${encodeURIComponent(waiting.id)}`
  const subject = usePolled<Case>(path, INTERVAL_MS * 4).value
  const request = waiting.publicationRequest
  const asked = subject?.history.findLast(({ kind }) => kind === 'publication-requested')
  const collateral = subject && recordedOf(subject)
  return (
    <li className="request" data-row-key={waiting.id} tabIndex={-1}>
      <div className="request-head">
        <h2>
          <Link href={caseHref(waiting.id)} data-row-link="">
            <EndpointName endpoint={waiting.endpoint} />
          </Link>{' '}
          {waiting.kind !== 'unknown' && (
            <span className="request-kind">{t(`kind.${waiting.kind}`)}</span>
          )}
        </h2>
        <Probability value={waiting.probability} />
      </div>
      {request && (
        <p>
          {t('approvals.asked', {
            actor: request.by,
            ago: format.ago(request.at, now),
            lasts: format.duration(request.validHours * 3600),
          })}
        </p>
      )}
      {asked?.note && <blockquote>{asked.note}</blockquote>}
      {subject ? (
        <div className="request-facts">
          <ReasonList
            title={t('casePage.why')}
            level={3}
            side="for"
            reasons={subject.reasons.slice(0, REASONS_SHOWN)}
            empty={t('casePage.whyEmpty')}
            scale={scaleOf(subject)}
          />
          <div>
            <ReasonList
              title={t('casePage.against')}
              level={3}
              side="against"
              reasons={subject.against.slice(0, REASONS_SHOWN)}
              empty={t('casePage.againstEmpty')}
              scale={scaleOf(subject)}
            />
            {collateral && <CollateralText collateral={collateral} />}
            {asked?.override && (
              <p>
                <strong>{t('event.override', { reason: asked.override })}</strong>
              </p>
            )}
          </div>
        </div>
      ) : (
        <LoadingState lines={3} />
      )}
      <Answers waiting={waiting} />
    </li>
  )
}

function Answers({ waiting }: { readonly waiting: Waiting }) {
  const { t } = useLocale()
  const { ask } = useDecisions()
  const may = useMay()
  const hindrance = hindranceOf('approve', waiting, may, useMyId())
  return (
    <div className="request-answers">
      {may('analyst') && (
        <Button onClick={() => ask('decline', waiting)}>{t('casePage.decline')}</Button>
      )}
      {hindrance === null ? (
        <Button look="strong" aria-keyshortcuts="a" onClick={() => ask('approve', waiting)}>
          {t('casePage.approve')} <kbd>a</kbd>
        </Button>
      ) : (
        <p className="soft small">{t(`hindrance.${hindrance}`)}</p>
      )}
    </div>
  )
}
