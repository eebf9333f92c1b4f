import { EmptyState } from '../../../design/states.tsx'
import { Link } from '../../../router/link.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** A hub on its first day. */
export function FirstMember() {
  const { t } = useTexts()
  return (
    <EmptyState level={2} title={t('overview.newTitle')}>
      <p className="soft">{t('overview.newText')}</p>
      <Link className="button button-strong" href="/members">
        {t('overview.newStep')}
      </Link>
    </EmptyState>
  )
}
