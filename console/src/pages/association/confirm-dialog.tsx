import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Failure } from '../../session/failure.tsx'
import { useTexts } from './texts/use-texts.ts'

/** Says what will happen, before it does. */
export function ConfirmDialog(props: {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly isBusy: boolean
  readonly failure: string | null
  readonly onClose: () => void
  readonly onAct: () => void
}) {
  const { common } = useTexts()
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      <Failure>{props.failure}</Failure>
      <div className="dialog-buttons">
        <Button look="quiet" autoFocus onClick={props.onClose}>
          {common('decision.cancel')}
        </Button>
        <Button look="strong" disabled={props.isBusy} onClick={props.onAct}>
          {props.action}
        </Button>
      </div>
    </Dialog>
  )
}
