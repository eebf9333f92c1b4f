import './check.css'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Check } from '../../../../src/web/schemas/workplace.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
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

/** A look-up is asked for once: each is a line in the audit. */
const INTERVAL_MS = 24 * 3_600_000
const TARGET_LENGTH_MAX = 60
const REASON_LENGTH_MAX = 200

/** What do our cases and the lists say of one address, or of a range? */
export function CheckPage() {
  const { t } = useLocale()
  const { query } = useLocation()
  const may = useMay()
  const target = query.get('address') ?? ''
  const reason = query.get('reason') ?? ''
  const path =
    target === '' || reason === '' || !may('analyst')
      ? null
      : `/check?${new URLSearchParams({ target, reason })}`
  const { value, error } = usePolled<Check>(path, INTERVAL_MS)
  return (
    <>
      <PageTitle title={target === '' ? t('check.title') : t('check.titleOf', { target })} />
      {may('analyst') ? (
        <Question target={target} reason={reason} />
      ) : (
        <p className="soft">{t('hindrance.analyst')}</p>
      )}
      {path !== null &&
        (value ? (
          <Answer check={value} />
        ) : error ? (
          <ErrorState error={error} />
        ) : (
          <LoadingState lines={6} />
        ))}
      {path === null && may('analyst') && (
        <p className="soft page-lead">{t(target === '' ? 'check.text' : 'check.reasonNeeded')}</p>
      )}
    </>
  )
}

function Question(props: { readonly target: string; readonly reason: string }) {
  const { t } = useLocale()
  const [target, setTarget] = useState(props.target)
  const [reason, setReason] = useState(props.reason)
  const targetField = useRef<HTMLInputElement>(null)
  const reasonField = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => targetField.current?.select() })
  useEffect(() => {
    setTarget(props.target)
    // From the field in the header only the reason is missing.
    if (props.target !== '' && props.reason === '') reasonField.current?.focus()
  }, [props.target, props.reason])
  const look = (event: FormEvent) => {
    event.preventDefault()
    setQuery({ address: target.trim(), reason: reason.trim() })
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
