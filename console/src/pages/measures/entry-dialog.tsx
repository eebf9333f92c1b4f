import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import { postJson } from '../../api/client.ts'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { ReasonRow } from './reason-row.tsx'
import { useTexts } from './texts/use-texts.ts'

const DAY_MS = 86_400_000
/** A name that still matters after a season is looked at again by a person. */
const NAME_DAYS_MAX = 92

export function EntryDialog(props: {
  readonly kind: 'name' | 'override'
  readonly onClose: () => void
  readonly onAdded: () => void
}) {
  const { t } = useTexts()
  const isName = props.kind === 'name'
  const [target, setTarget] = useState('')
  const [isTree, setIsTree] = useState(false)
  const [days, setDays] = useState(isName ? '30' : '')
  const [reason, setReason] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const add = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      const until =
        days === '' ? {} : { until: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }
      const entry = { reason: reason.trim(), ...until }
      if (isName) await postJson('/measures/names', { name: target.trim(), isTree, ...entry })
      else await postJson('/measures/overrides', { target: target.trim(), ...entry })
      props.onAdded()
    })
  }
  return (
    <Dialog title={t(`entries.${props.kind}Add`)} onClose={props.onClose}>
      <p>{t(`entries.${props.kind}Text`)}</p>
      <form className="decision-form" onSubmit={add}>
        <FormRow label={t(`entries.${props.kind}Field`)} hint={t(`entries.${props.kind}Hint`)}>
          {(field) => (
            <input
              {...field}
              required
              maxLength={300}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={target}
              onChange={(event) => setTarget(event.target.value)}
            />
          )}
        </FormRow>
        {isName && (
          <label className="tick-line">
            <input
              type="checkbox"
              checked={isTree}
              onChange={() => setIsTree((before) => !before)}
            />
            {t('entries.tree')}
          </label>
        )}
        <FormRow
          label={t('entries.days')}
          hint={t(isName ? 'entries.daysName' : 'entries.daysOverride')}
        >
          {(field) => (
            <input
              {...field}
              type="number"
              min={1}
              max={isName ? NAME_DAYS_MAX : 3650}
              required={isName}
              value={days}
              onChange={(event) => setDays(event.target.value)}
            />
          )}
        </FormRow>
        <ReasonRow hint={t('ask.reasonHint')} value={reason} onChange={setReason} />
        <FormFoot
          failure={failure}
          action={t('entries.addDo')}
          isDisabled={isBusy || target.trim() === '' || reason.trim() === ''}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
