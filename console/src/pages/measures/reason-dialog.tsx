import '../../cases/decision.css'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useTexts } from './texts/use-texts.ts'

const REASON_LENGTH_MAX = 500

/** Says what will happen, asks why, and does it; a refusal keeps what was written. */
export function ReasonDialog(props: {
  readonly title: string
  readonly text: ReactNode
  readonly action: string
  readonly onClose: () => void
  readonly onAct: (reason: string) => Promise<void>
}) {
  const { t, common } = useTexts()
  const [reason, setReason] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const act = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await props.onAct(reason.trim())
      props.onClose()
    })
  }
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      {typeof props.text === 'string' ? <p>{props.text}</p> : props.text}
      <form className="decision-form" onSubmit={act}>
        <FormRow label={t('ask.reason')} hint={t('ask.reasonHint')}>
          {(field) => (
            <textarea
              {...field}
              required
              rows={2}
              maxLength={REASON_LENGTH_MAX}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </FormRow>
        <Failure>{failure}</Failure>
        <div className="dialog-buttons">
          <Button look="quiet" onClick={props.onClose}>
            {common('decision.cancel')}
          </Button>
          <Button look="strong" type="submit" disabled={isBusy || reason.trim() === ''}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
