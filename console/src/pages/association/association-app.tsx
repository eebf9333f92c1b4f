import './association.css'
import { type ComponentType, lazy, Suspense } from 'react'
import { LoadingState } from '../../design/states.tsx'
import { useLocation } from '../../router/location.ts'
import { NotFoundPage } from '../not-found-page.tsx'
import { AssociationFrame } from './association-frame.tsx'
import { type AssociationRoute, associationRouteOf } from './association-routes.ts'
import { OverviewPage } from './overview/overview-page.tsx'

function later<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }))
}

const MembersPage = later(async () => (await import('./members/members-page.tsx')).MembersPage)
const MemberPage = later(async () => (await import('./members/member-page.tsx')).MemberPage)
const WarningsPage = later(async () => (await import('./warnings/warnings-page.tsx')).WarningsPage)
const WarningPage = later(async () => (await import('./warnings/warning-page.tsx')).WarningPage)
const FlowPage = later(async () => (await import('./warnings/flow-page.tsx')).FlowPage)
const LedgerPage = later(async () => (await import('./hub/ledger-page.tsx')).LedgerPage)
const DisputesPage = later(async () => (await import('./disputes/disputes-page.tsx')).DisputesPage)
const DisputePage = later(async () => (await import('./disputes/dispute-page.tsx')).DisputePage)
const LogPage = later(async () => (await import('./hub/log-page.tsx')).LogPage)
const StatisticsPage = later(async () => (await import('./hub/statistics-page.tsx')).StatisticsPage)
const RecordPage = later(async () => (await import('./hub/record-page.tsx')).RecordPage)
const PeoplePage = later(async () => (await import('../people/people-page.tsx')).PeoplePage)
const PersonPage = later(async () => (await import('../people/person-page.tsx')).PersonPage)
const AccountPage = later(async () => (await import('../account/account-page.tsx')).AccountPage)

/** The console in the association's house. */
export function AssociationApp() {
  const { path } = useLocation()
  return (
    <AssociationFrame>
      <Suspense fallback={<LoadingState lines={8} />}>
        <Page route={associationRouteOf(path)} />
      </Suspense>
    </AssociationFrame>
  )
}

function Page({ route }: { readonly route: AssociationRoute }) {
  switch (route.kind) {
    case 'overview':
      return <OverviewPage />
    case 'members':
      return <MembersPage />
    case 'member':
      return <MemberPage key={route.id} id={route.id} />
    case 'warnings':
      return <WarningsPage />
    case 'warning':
      return <WarningPage key={route.id} id={route.id} />
    case 'flow':
      return <FlowPage />
    case 'ledger':
      return <LedgerPage />
    case 'disputes':
      return <DisputesPage />
    case 'dispute':
      return <DisputePage key={route.id} id={route.id} />
    case 'log':
      return <LogPage />
    case 'statistics':
      return <StatisticsPage />
    case 'record':
      return <RecordPage />
    case 'people':
      return <PeoplePage />
    case 'person':
      return <PersonPage key={route.id} id={route.id} />
    case 'account':
      return <AccountPage />
    default:
      return <NotFoundPage path={window.location.pathname} />
  }
}
