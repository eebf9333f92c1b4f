import { useLocale } from '../i18n/locale.tsx'
import { Link } from '../router/link.tsx'
import { useSession } from './session.tsx'

/** Who is signed in, and the way to their account. */
export function AccountLink() {
  const { t } = useLocale()
  const person = useSession()?.person
  if (!person) return null
  return (
    <Link href="/account" title={t('account.title')}>
      {person.name}
    </Link>
  )
}
