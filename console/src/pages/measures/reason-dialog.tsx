import '../../cases/decision.css'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog } from '../../design/dialog.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { ReasonRow } from './reason-row.tsx'
import { useTexts } from './texts/use-texts.ts'

/** Says what will happen, asks why, and does it; a refusal keeps what was written. */
export function ReasonDialog(props: {
  readonly title: string
  readonly text: ReactNode
  readonly action: string
  readonly onClose: () => void
  readonly onAct: (reason: string) => Promise<void>
}) {
  const { t } = useTexts()
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
        <ReasonRow hint={t('ask.reasonHint')} value={reason} onChange={setReason} />
        <FormFoot
          failure={failure}
          action={props.action}
          isDisabled={isBusy || reason.trim() === ''}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
