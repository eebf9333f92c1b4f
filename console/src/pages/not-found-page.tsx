import { PageTitle } from '../design/page-title.tsx'
import { EmptyState } from '../design/states.tsx'
import { useLocale } from '../i18n/locale.tsx'
import { Link } from '../router/link.tsx'

export function NotFoundPage({ path }: { readonly path: string }) {
  const { t } = useLocale()
  return (
    <>
      <PageTitle title={t('notFound.title')} />
      <EmptyState level={2} title={t('notFound.text', { path })}>
        <Link className="button" href="/">
          {t('notFound.home')}
        </Link>
      </EmptyState>
    </>
  )
}
