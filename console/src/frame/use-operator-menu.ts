import type { Role } from '../../../src/web/schemas/people.ts'
import type { Queues } from '../../../src/web/schemas/workplace.ts'
import type { MenuGroup } from '../design/main-menu.tsx'
import { useLocale } from '../i18n/locale.tsx'
import type { MessageKey } from '../i18n/translate.ts'
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
    title: 'nav.groupAct',
    items: [
      {
        href: '/measures',
        text: 'nav.measures',
        kinds: ['measures', 'plane'],
        count: { of: (queues) => queues.awaitingPlan, title: 'nav.planWaits' },
      },
      { href: '/releases', text: 'nav.releases', kinds: ['releases'] },
      { href: '/alerts', text: 'nav.alerts', kinds: ['alerts'] },
      { href: '/consent', text: 'nav.consent', kinds: ['consent'] },
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

/** What a provider's people find where; what their roles are of no use for is left out. */
export function useOperatorMenu(queues: Queues | null): readonly MenuGroup[] {
  const { t, format } = useLocale()
  const may = useMay()
  const current = useCurrentHref()
  return GROUPS.map(({ title, items }) => ({
    title: t(title),
    items: items
      .filter(({ role }) => role === undefined || may(role))
      .map(({ href, text, count }) => {
        const value = count && queues ? count.of(queues) : 0
        return {
          href,
          text: t(text),
          isCurrent: href === current,
          count: count ? { value, title: t(count.title, { count: format.number(value) }) } : null,
        }
      }),
  }))
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
