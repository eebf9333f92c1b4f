import { type FormEvent, useState } from 'react'
import type {
  DisputeDetail,
  DisputeOutcome,
} from '../../../../../src/web/schemas/association/disputes.ts'
import { Choice } from '../../../design/choice.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { FormFoot } from '../../../session/form-foot.tsx'
import { useTexts } from '../texts/use-texts.ts'

type Proposal = {
  readonly outcome: DisputeOutcome
  readonly reason: string
  readonly text?: string
}

/** How it should end and why, in one of the sentences that the owner will read. */
export function ProposeDialog(props: {
  readonly reasons: DisputeDetail['reasons']
  readonly isBusy: boolean
  readonly failure: string | null
  readonly onClose: () => void
  readonly onPropose: (proposal: Proposal) => void
}) {
  const { t, say } = useTexts()
  const [outcome, setOutcome] = useState<DisputeOutcome>('released')
  const [reason, setReason] = useState('')
  const [text, setText] = useState('')
  const fitting = props.reasons.filter((one) => one.outcome === outcome)
  const propose = (event: FormEvent) => {
    event.preventDefault()
    const note = text.trim()
    props.onPropose({ outcome, reason, ...(note === '' ? {} : { text: note }) })
  }
  return (
    <Dialog isWide title={t('dispute.do.propose')} onClose={props.onClose}>
      <p>{t('dispute.ask.propose')}</p>
      <form className="form-stack" onSubmit={propose}>
        <Choice<DisputeOutcome>
          legend={t('dispute.outcome')}
          value={outcome}
          options={(['released', 'rejected'] as const).map((one) => ({
            value: one,
            label: t(`outcome.${one}`),
          }))}
          onChoose={(one) => {
            setOutcome(one)
            setReason('')
          }}
        />
        <fieldset className="ticks">
          <legend>{t('reason')}</legend>
          {fitting.map((one) => (
            <label key={one.code}>
              <input
                type="radio"
                name="reason"
                required
                checked={reason === one.code}
                onChange={() => setReason(one.code)}
              />
              {say(one.text)}
            </label>
          ))}
        </fieldset>
        <FormRow label={t('dispute.note')} hint={t('dispute.noteHint')}>
          {(field) => (
            <textarea
              {...field}
              rows={3}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </FormRow>
        <FormFoot
          failure={props.failure}
          action={t('dispute.do.propose')}
          isDisabled={props.isBusy || reason === ''}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
