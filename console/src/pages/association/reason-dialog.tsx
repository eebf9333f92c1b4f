import { type FormEvent, useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { Failure } from '../../session/failure.tsx'
import { useTexts } from './texts/use-texts.ts'

/** Says what will happen, and asks why: the reason stands in the record for ever. */
export function ReasonDialog(props: {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly isBusy: boolean
  readonly failure: string | null
  readonly onClose: () => void
  readonly onAct: (reason: string) => void
}) {
  const { t, common } = useTexts()
  const [reason, setReason] = useState('')
  const act = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') props.onAct(reason.trim())
  }
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      <form className="form-stack" onSubmit={act}>
        <FormRow label={t('reason')} hint={t('reasonHint')}>
          {(field) => (
            <textarea
              {...field}
              required
              rows={3}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) act(event)
              }}
            />
          )}
        </FormRow>
        <Failure>{props.failure}</Failure>
        <div className="dialog-buttons">
          <Button look="quiet" onClick={props.onClose}>
            {common('decision.cancel')}
          </Button>
          <Button look="strong" type="submit" disabled={props.isBusy || reason.trim() === ''}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
