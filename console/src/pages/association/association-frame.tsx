import type { ReactNode } from 'react'
import type { AssociationOverview } from '../../../../src/web/schemas/association/hub.ts'
import type { Role } from '../../../../src/web/schemas/people.ts'
import { usePolled } from '../../api/use-polled.ts'
import { MainMenu, type MenuGroup } from '../../design/main-menu.tsx'
import { PageFrame } from '../../design/page-frame.tsx'
import { QuickSearch } from '../../design/quick-search.tsx'
import { navigate, useLocation } from '../../router/location.ts'
import { useMay } from '../../session/use-reach.ts'
import { type AssociationRoute, associationRouteOf } from './association-routes.ts'
import { OVERVIEW_INTERVAL_MS, OVERVIEW_PATH } from './overview-path.ts'
import { type TextKey, useTexts } from './texts/use-texts.ts'

type Item = {
  readonly href: string
  readonly text: TextKey
  readonly kinds: readonly AssociationRoute['kind'][]
  readonly role?: Role
  readonly count?: {
    readonly of: (overview: AssociationOverview) => number
    readonly title: TextKey
  }
}

const GROUPS: readonly { readonly title: TextKey; readonly items: readonly Item[] }[] = [
  {
    title: 'nav.groupWatch',
    items: [
      { href: '/', text: 'nav.overview', kinds: ['overview'] },
      {
        href: '/members',
        text: 'nav.members',
        kinds: ['members', 'member'],
        count: { of: ({ members }) => members.unreached.length, title: 'nav.unreached' },
      },
      {
        href: '/ledger',
        text: 'nav.ledger',
        kinds: ['ledger'],
        count: { of: ({ ledger }) => ledger.withdrawals, title: 'nav.enforced' },
      },
      {
        href: '/disputes',
        text: 'nav.disputes',
        kinds: ['disputes', 'dispute'],
        count: { of: ({ disputes }) => disputes.open, title: 'nav.disputesOpen' },
      },
    ],
  },
  {
    title: 'nav.groupWarnings',
    items: [
      { href: '/warnings', text: 'nav.warnings', kinds: ['warnings', 'warning'] },
      { href: '/flow', text: 'nav.flow', kinds: ['flow'] },
      { href: '/statistics', text: 'nav.statistics', kinds: ['statistics'] },
    ],
  },
  {
    title: 'nav.groupAnswer',
    items: [
      { href: '/log', text: 'nav.log', kinds: ['log'] },
      { href: '/record', text: 'nav.record', kinds: ['record'], role: 'auditor' },
      { href: '/people', text: 'nav.people', kinds: ['people', 'person'], role: 'administrator' },
    ],
  },
]

export function AssociationFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts()
  const overview = usePolled<AssociationOverview>(OVERVIEW_PATH, OVERVIEW_INTERVAL_MS).value
  const groups = useMenu(overview)
  const isWaiting =
    overview !== null && (overview.ledger.withdrawals > 0 || overview.disputes.open > 0)
  return (
    <PageFrame
      isWaiting={isWaiting}
      name={overview && <span className="soft brand-house">{overview.hub}</span>}
      search={
        <QuickSearch
          label={t('nav.searchLabel')}
          hint={t('nav.searchHint')}
          onSearch={(search) => navigate(`/warnings?${new URLSearchParams({ search })}`)}
        />
      }
      note={overview?.isSynthetic ? t('app.synthetic') : null}
      menu={<MainMenu groups={groups} />}
      footer={<span>{t('app.promise')}</span>}
    >
      {children}
    </PageFrame>
  )
}

function useMenu(overview: AssociationOverview | null): readonly MenuGroup[] {
  const { t, format } = useTexts()
  const may = useMay()
  const { path } = useLocation()
  const { kind } = associationRouteOf(path)
  return GROUPS.map(({ title, items }) => ({
    title: t(title),
    items: items
      .filter(({ role }) => role === undefined || may(role))
      .map(({ href, text, kinds, count }) => {
        const value = count && overview ? count.of(overview) : 0
        return {
          href,
          text: t(text),
          isCurrent: kinds.includes(kind),
          count: count ? { value, title: t(count.title, { count: format.number(value) }) } : null,
        }
      }),
  }))
}
