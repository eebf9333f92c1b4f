import type { LinkAnswer } from '../../../../src/web/schemas/people.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** The only time that the secret is seen. It stands after `#`, so that it is in no log on the way. */
export function LinkNote(props: { readonly link: LinkAnswer; readonly onClose: () => void }) {
  const { t, format } = useLocale()
  const href = `${location.origin}/join#${props.link.secret}`
  return (
    <section className="once" role="status">
      <h2>{t('people.linkTitle')}</h2>
      <p>{t('people.linkText', { time: format.instant(props.link.expiresAt) })}</p>
      <code translate="no">{href}</code>
      <div className="once-buttons">
        <CopyButton text={href} label={t('settings.copy')} done={t('settings.copied')} />
        <Button look="quiet" isSmall onClick={props.onClose}>
          {t('people.linkDone')}
        </Button>
      </div>
    </section>
  )
}
