import { type FormEvent, useState } from 'react'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { FormFoot } from '../../session/form-foot.tsx'

const LENGTH_MAX = 2_000

/** Says what will happen, and takes the words that go with it. */
export function TextDialog(props: {
  readonly title: string
  readonly text: string
  readonly label: string
  readonly hint?: string
  readonly action: string
  readonly lengthMax?: number
  readonly isOptional?: boolean
  readonly isBusy: boolean
  readonly failure: string | null
  readonly onClose: () => void
  readonly onAct: (text: string) => void
}) {
  const [text, setText] = useState('')
  const isReady = props.isOptional === true || text.trim() !== ''
  const act = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) props.onAct(text.trim())
  }
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      <form className="form-stack" onSubmit={act}>
        <FormRow label={props.label} {...(props.hint ? { hint: props.hint } : {})}>
          {(field) => (
            <textarea
              {...field}
              required={props.isOptional !== true}
              rows={3}
              maxLength={props.lengthMax ?? LENGTH_MAX}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) act(event)
              }}
            />
          )}
        </FormRow>
        <FormFoot
          failure={props.failure}
          action={props.action}
          isDisabled={props.isBusy || !isReady}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
