import './main-menu.css'
import type { Role } from '../../../src/web/schemas/people.ts'
import type { Queues } from '../../../src/web/schemas/workplace.ts'
import { useLocale } from '../i18n/locale.tsx'
import type { MessageKey } from '../i18n/translate.ts'
import { Link } from '../router/link.tsx'
import { useLocation } from '../router/location.ts'
import { type Route, routeOf } from '../router/routes.ts'
import { useMay } from '../session/use-reach.ts'

type Item = {
  readonly href: string
  readonly text: MessageKey
  /** Kinds of page that stand under this entry. */
  readonly kinds: readonly Route['kind'][]
  /** Shown only to whom it is of use. */
  readonly role?: Role
  /** What waits there. */
  readonly count?: { readonly of: (queues: Queues) => number; readonly title: MessageKey }
}

const GROUPS: readonly { readonly title: MessageKey; readonly items: readonly Item[] }[] = [
  {
    title: 'nav.groupDecide',
    items: [
      { href: '/', text: 'nav.overview', kinds: ['overview'] },
      {
        href: '/cases?status=proposed',
        text: 'nav.inbox',
        kinds: [],
        count: { of: (queues) => queues.proposed, title: 'nav.toDecide' },
      },
      {
        href: '/approvals',
        text: 'nav.approvals',
        kinds: ['approvals'],
        count: { of: (queues) => queues.awaitingApproval, title: 'nav.toApprove' },
      },
      {
        href: '/cases?status=disputed',
        text: 'nav.disputes',
        kinds: [],
        count: { of: (queues) => queues.disputed, title: 'nav.disputed' },
      },
      {
        href: '/calendar',
        text: 'nav.calendar',
        kinds: ['calendar'],
        count: { of: (queues) => queues.endingInDay, title: 'nav.ending' },
      },
      { href: '/cases', text: 'nav.cases', kinds: ['cases', 'case'] },
    ],
  },
  {
    title: 'nav.groupKnow',
    items: [
      { href: '/check', text: 'nav.check', kinds: ['check'] },
      { href: '/candidates', text: 'nav.candidates', kinds: ['candidates'] },
      { href: '/lists', text: 'nav.lists', kinds: ['lists', 'list'] },
      { href: '/model', text: 'nav.model', kinds: ['model'] },
      { href: '/evaluation', text: 'nav.evaluation', kinds: ['evaluation'] },
    ],
  },
  {
    title: 'nav.groupAnswer',
    items: [
      { href: '/audit', text: 'nav.audit', kinds: ['audit'], role: 'privacy-officer' },
      { href: '/notices', text: 'nav.notices', kinds: ['notices'] },
    ],
  },
  {
    title: 'nav.groupOperate',
    items: [
      { href: '/exporters', text: 'nav.exporters', kinds: ['exporters'] },
      { href: '/people', text: 'nav.people', kinds: ['people', 'person'], role: 'administrator' },
      { href: '/settings', text: 'nav.settings', kinds: ['settings'] },
    ],
  },
]

export function MainMenu({ queues }: { readonly queues: Queues | null }) {
  const { t } = useLocale()
  const may = useMay()
  const current = useCurrentHref()
  return (
    <nav className="menu" aria-label={t('nav.label')}>
      {GROUPS.map(({ title, items }) => (
        <div key={title}>
          <p className="menu-group">{t(title)}</p>
          <ul>
            {items
              .filter(({ role }) => role === undefined || may(role))
              .map((item) => (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    {...(item.href === current ? { 'aria-current': 'page' as const } : {})}
                  >
                    {t(item.text)}
                    {item.count && queues && (
                      <Count count={item.count.of(queues)} title={item.count.title} />
                    )}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function Count({ count, title }: { readonly count: number; readonly title: MessageKey }) {
  const { t, format } = useLocale()
  if (count === 0) return null
  return (
    <span className="count" title={t(title, { count: format.number(count) })}>
      {format.compact(count)}
    </span>
  )
}

/** Of the entries that lead to a filtered list, the one whose filter is in force. */
function useCurrentHref(): string | undefined {
  const { path, query } = useLocation()
  const { kind } = routeOf(path)
  const items = GROUPS.flatMap((group) => group.items)
  const filtered = `/cases?status=${query.get('status')}`
  if (kind === 'cases' && items.some(({ href }) => href === filtered)) return filtered
  return items.find(({ kinds }) => kinds.includes(kind))?.href
}
