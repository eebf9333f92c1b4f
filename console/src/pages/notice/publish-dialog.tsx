import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import { postJson } from '../../api/client.ts'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'

const NOTE_LENGTH_MAX = 500

export function PublishDialog(props: {
  readonly changeCount: number
  /** Of what the publisher has read; refused when something else would be said by now. */
  readonly digest: string
  readonly onClose: () => void
  readonly onPublished: () => void
}) {
  const { t, tCount } = useLocale()
  const [note, setNote] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const publish = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await postJson('/notice/publish', { note: note.trim(), digest: props.digest })
      props.onPublished()
    })
  }
  return (
    <Dialog title={t('notices.publish')} onClose={props.onClose}>
      <p>{tCount('notices.publishText', props.changeCount)}</p>
      <form className="decision-form" onSubmit={publish}>
        <FormRow label={t('decision.note')} hint={t('notices.noteHint')}>
          {(field) => (
            <textarea
              {...field}
              required
              rows={2}
              maxLength={NOTE_LENGTH_MAX}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </FormRow>
        <FormFoot
          failure={failure}
          action={t('notices.publishDo')}
          isDisabled={isBusy || note.trim() === ''}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
