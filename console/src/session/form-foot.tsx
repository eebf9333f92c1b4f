import { Button } from '../design/button.tsx'
import { useLocale } from '../i18n/locale.tsx'
import { Failure } from './failure.tsx'

/** How a form in a dialog ends: what went wrong, the way out, and the way on. */
export function FormFoot(props: {
  readonly failure: string | null
  readonly action: string
  /** While it is on its way, or when something is still missing. */
  readonly isDisabled: boolean
  readonly onClose: () => void
}) {
  const { t } = useLocale()
  return (
    <>
      <Failure>{props.failure}</Failure>
      <div className="dialog-buttons">
        <Button look="quiet" onClick={props.onClose}>
          {t('decision.cancel')}
        </Button>
        <Button look="strong" type="submit" disabled={props.isDisabled}>
          {props.action}
        </Button>
      </div>
    </>
  )
}
