import './check.css'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Check } from '../../../../src/web/schemas/workplace.ts'
import { getJson } from '../../api/client.ts'
import type { ApiError } from '../../api/problem.ts'
import { useNow } from '../../api/use-now.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { setQuery, useLocation } from '../../router/location.ts'
import { caseHref } from '../../router/routes.ts'
import { useMay } from '../../session/use-reach.ts'
import { EntryTable } from '../lists/entry-table.tsx'

const TARGET_LENGTH_MAX = 60
const REASON_LENGTH_MAX = 200

type Look = { readonly target: string } & (
  | { readonly kind: 'not-asked' | 'reading' }
  | { readonly kind: 'seen'; readonly check: Check }
  | { readonly kind: 'failed'; readonly error: ApiError }
)
const NOT_ASKED: Look = { kind: 'not-asked', target: '' }

/**
 * What do our cases and the lists say of one address, or of a range? The address bar holds what is asked about
 * and not why: who opens a colleague's link gives a reason of their own. Nothing asks again by itself, as each
 * look-up is a line in the audit.
 */
export function CheckPage() {
  const { t } = useLocale()
  const { query } = useLocation()
  const may = useMay()
  const target = query.get('address') ?? ''
  const [newest, setLook] = useState<Look>(NOT_ASKED)
  // Another address has not been asked about yet.
  const look = newest.target === target ? newest : NOT_ASKED
  const ask = async (asked: string, reason: string) => {
    setQuery({ address: asked })
    setLook({ kind: 'reading', target: asked })
    try {
      const path = `/check?${new URLSearchParams({ target: asked, reason })}`
      setLook({ kind: 'seen', target: asked, check: await getJson<Check>(path) })
    } catch (error) {
      setLook({ kind: 'failed', target: asked, error: error as ApiError })
    }
  }
  return (
    <>
      <PageTitle title={target === '' ? t('check.title') : t('check.titleOf', { target })} />
      {may('analyst') ? (
        <Question target={target} onAsk={(asked, reason) => void ask(asked, reason)} />
      ) : (
        <p className="soft">{t('hindrance.analyst')}</p>
      )}
      {look.kind === 'not-asked' && may('analyst') && (
        <p className="soft page-lead">{t(target === '' ? 'check.text' : 'check.reasonNeeded')}</p>
      )}
      {look.kind === 'reading' && <LoadingState lines={6} />}
      {look.kind === 'seen' && <Answer check={look.check} />}
      {look.kind === 'failed' && <ErrorState error={look.error} />}
    </>
  )
}

function Question(props: {
  readonly target: string
  readonly onAsk: (target: string, reason: string) => void
}) {
  const { t } = useLocale()
  const [target, setTarget] = useState(props.target)
  const [reason, setReason] = useState('')
  const targetField = useRef<HTMLInputElement>(null)
  const reasonField = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => targetField.current?.select() })
  useEffect(() => {
    setTarget(props.target)
    // From the field in the header only the reason is missing.
    if (props.target !== '') reasonField.current?.focus()
  }, [props.target])
  const look = (event: FormEvent) => {
    event.preventDefault()
    props.onAsk(target.trim(), reason.trim())
  }
  return (
    <form className="check-form" onSubmit={look}>
      <FormRow label={t('check.target')} hint={t('check.targetHint')}>
        {(field) => (
          <input
            {...field}
            ref={targetField}
            required
            maxLength={TARGET_LENGTH_MAX}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={target}
            onChange={(event) => setTarget(event.target.value)}
          />
        )}
      </FormRow>
      <FormRow label={t('check.reason')} hint={t('check.reasonHint')}>
        {(field) => (
          <input
            {...field}
            ref={reasonField}
            required
            maxLength={REASON_LENGTH_MAX}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </FormRow>
      <Button look="strong" type="submit">
        {t('check.do')}
      </Button>
    </form>
  )
}

function Answer({ check }: { readonly check: Check }) {
  const locale = useLocale()
  const { t, tCount, format } = locale
  const columns = caseColumns(locale, useNow())
  const isNothing = check.caseCount === 0 && check.listedCount === 0
  return (
    <>
      <p className="check-summary" role="status">
        {isNothing ? (
          <StatusMark icon="open" text={t('check.nothing', { target: check.target })} />
        ) : (
          <strong>
            {t('check.found', {
              target: check.target,
              cases: tCount('check.cases', check.caseCount),
              entries: tCount('check.entries', check.listedCount),
            })}
          </strong>
        )}
      </p>
      {isNothing && <p className="soft page-lead">{t('check.nothingText')}</p>}
      {check.cases.length > 0 && (
        <section className="case-section">
          <h2>{t('check.ours')}</h2>
          <DataTable
            caption={t('check.ours')}
            rows={check.cases}
            rowKey={(row) => row.id}
            rowHref={(row) => caseHref(row.id)}
            hasKeys
            columns={[
              columns.endpointAndReason,
              columns.probability,
              columns.status,
              columns.clients,
              columns.changed,
            ]}
          />
          {check.caseCount > check.cases.length && (
            <p className="soft small">
              {t('cases.shown', {
                shown: format.number(check.cases.length),
                total: format.number(check.caseCount),
              })}
            </p>
          )}
        </section>
      )}
      {check.listed.length > 0 && (
        <section className="case-section">
          <h2>{t('check.lists')}</h2>
          <EntryTable entries={check.listed} hasSource />
          {check.listedCount > check.listed.length && (
            <p className="soft small">
              {t('cases.shown', {
                shown: format.number(check.listed.length),
                total: format.number(check.listedCount),
              })}
            </p>
          )}
        </section>
      )}
      <p className="soft small case-section">{t('check.recorded')}</p>
    </>
  )
}
