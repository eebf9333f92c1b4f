import './main-menu.css'
import { useLocale } from '../i18n/locale.tsx'
import { Link } from '../router/link.tsx'

export type MenuItem = {
  readonly href: string
  readonly text: string
  readonly isCurrent: boolean
  /** What waits there, with what it is. */
  readonly count?: { readonly value: number; readonly title: string } | null
}
export type MenuGroup = { readonly title: string; readonly items: readonly MenuItem[] }

export function MainMenu({ groups }: { readonly groups: readonly MenuGroup[] }) {
  const { t } = useLocale()
  return (
    <nav className="menu" aria-label={t('nav.label')}>
      {groups.map(({ title, items }) => (
        <div key={title}>
          <p className="menu-group">{title}</p>
          <ul>
            {items.map(({ href, text, isCurrent, count }) => (
              <li key={href}>
                <Link href={href} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
                  {text}
                  {count && <Count {...count} />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function Count({ value, title }: { readonly value: number; readonly title: string }) {
  const { format } = useLocale()
  if (value === 0) return null
  return (
    <span className="count" title={title}>
      {format.compact(value)}
    </span>
  )
}
