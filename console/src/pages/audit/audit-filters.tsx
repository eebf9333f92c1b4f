import { useEffect, useState } from 'react'
import type { Purposes } from '../../../../src/web/schemas/accountability.ts'
import { FormRow } from '../../design/form-row.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery } from '../../router/location.ts'
import { AUDIT_KINDS, type AuditFilter } from './audit-query.ts'

const TYPING_DELAY_MS = 300

export function AuditFilters(props: {
  readonly filter: AuditFilter
  readonly purposes: Purposes['purposes']
}) {
  const { t, say } = useLocale()
  const { filter, purposes } = props
  return (
    <div className="audit-filters">
      <FormRow label={t('audit.kind')}>
        {(field) => (
          <select
            {...field}
            value={filter.kind}
            onChange={(event) => setQuery({ kind: event.target.value })}
          >
            <option value="">{t('audit.all')}</option>
            {AUDIT_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`audit.kind.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </FormRow>
      <FormRow label={t('audit.purpose')}>
        {(field) => (
          <select
            {...field}
            value={filter.purpose}
            onChange={(event) => setQuery({ purpose: event.target.value })}
          >
            <option value="">{t('audit.all')}</option>
            {purposes.map(({ id, name }) => (
              <option key={id} value={id}>
                {say(name)}
              </option>
            ))}
          </select>
        )}
      </FormRow>
      <ActorField initial={filter.actor} />
      {(['from', 'to'] as const).map((end) => (
        <FormRow key={end} label={t(`audit.${end}`)}>
          {(field) => (
            <input
              {...field}
              type="date"
              value={filter[end]}
              onChange={(event) => setQuery({ [end]: event.target.value })}
            />
          )}
        </FormRow>
      ))}
    </div>
  )
}

function ActorField({ initial }: { readonly initial: string }) {
  const { t } = useLocale()
  const [text, setText] = useState(initial)
  useEffect(() => setText(initial), [initial])
  useEffect(() => {
    if (text === initial) return
    const timer = setTimeout(() => setQuery({ actor: text }, { replace: true }), TYPING_DELAY_MS)
    return () => clearTimeout(timer)
  }, [text, initial])
  return (
    <FormRow label={t('audit.actor')}>
      {(field) => (
        <input
          {...field}
          maxLength={100}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
    </FormRow>
  )
}
