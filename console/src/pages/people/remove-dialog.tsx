import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Asked once more: a removed person needs a new invitation, under a new id. */
export function RemoveDialog(props: {
  readonly name: string
  readonly onClose: () => void
  readonly onRemove: () => void
}) {
  const { t } = useLocale()
  return (
    <Dialog title={t('people.removeAsk', { name: props.name })} onClose={props.onClose}>
      <p>{t('people.removeText')}</p>
      <div className="dialog-buttons">
        <Button look="quiet" autoFocus onClick={props.onClose}>
          {t('decision.cancel')}
        </Button>
        <Button look="strong" onClick={props.onRemove}>
          {t('people.remove')}
        </Button>
      </div>
    </Dialog>
  )
}
