import { type ComponentType, lazy, Suspense } from 'react'
import { DecisionProvider } from './cases/decision.tsx'
import { LoadingState } from './design/states.tsx'
import { OperatorFrame } from './frame/operator-frame.tsx'
import { LocaleProvider } from './i18n/locale.tsx'
import { loadAssociation } from './load-association.ts'
import { CasePage } from './pages/case/case-page.tsx'
import { CasesPage } from './pages/cases/cases-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview/overview-page.tsx'
import { useLocation } from './router/location.ts'
import { type Route, routeOf } from './router/routes.ts'
import { SessionGate } from './session/session.tsx'
import { useHouse } from './session/use-reach.ts'

function later<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }))
}

// What an analyst opens all day comes with the first load; the others with their first visit.
const CandidatesPage = later(
  async () => (await import('./pages/candidates/candidates-page.tsx')).CandidatesPage,
)
const ApprovalsPage = later(
  async () => (await import('./pages/approvals/approvals-page.tsx')).ApprovalsPage,
)
const CalendarPage = later(
  async () => (await import('./pages/calendar/calendar-page.tsx')).CalendarPage,
)
const CheckPage = later(async () => (await import('./pages/check/check-page.tsx')).CheckPage)
const ListsPage = later(async () => (await import('./pages/lists/lists-page.tsx')).ListsPage)
const ListPage = later(async () => (await import('./pages/lists/list-page.tsx')).ListPage)
const ModelPage = later(async () => (await import('./pages/model/model-page.tsx')).ModelPage)
const EvaluationPage = later(
  async () => (await import('./pages/evaluation/evaluation-page.tsx')).EvaluationPage,
)
const ConsentPage = later(
  async () => (await import('./pages/consent/consent-page.tsx')).ConsentPage,
)
const MeasuresPage = later(
  async () => (await import('./pages/measures/measures-page.tsx')).MeasuresPage,
)
const PlanePage = later(async () => (await import('./pages/measures/plane-page.tsx')).PlanePage)
const ReleasesPage = later(
  async () => (await import('./pages/releases/releases-page.tsx')).ReleasesPage,
)
const AlertsPage = later(async () => (await import('./pages/alerts/alerts-page.tsx')).AlertsPage)
const AuditPage = later(async () => (await import('./pages/audit/audit-page.tsx')).AuditPage)
const NoticesPage = later(async () => (await import('./pages/notice/notices-page.tsx')).NoticesPage)
const PeoplePage = later(async () => (await import('./pages/people/people-page.tsx')).PeoplePage)
const PersonPage = later(async () => (await import('./pages/people/person-page.tsx')).PersonPage)
const ExportersPage = later(
  async () => (await import('./pages/exporters/exporters-page.tsx')).ExportersPage,
)
const SettingsPage = later(
  async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage,
)
const AccountPage = later(
  async () => (await import('./pages/account/account-page.tsx')).AccountPage,
)

const AssociationApp = later(async () => (await loadAssociation()).AssociationApp)

export function App() {
  return (
    <LocaleProvider>
      <SessionGate>
        <House />
      </SessionGate>
    </LocaleProvider>
  )
}

/** The same console in two houses: each has a menu and pages of its own. */
function House() {
  const house = useHouse()
  const { path } = useLocation()
  if (house === 'association')
    return (
      <Suspense fallback={<LoadingState lines={8} />}>
        <AssociationApp />
      </Suspense>
    )
  return (
    <DecisionProvider>
      <OperatorFrame>
        <Suspense fallback={<LoadingState lines={8} />}>
          <Page route={routeOf(path)} />
        </Suspense>
      </OperatorFrame>
    </DecisionProvider>
  )
}

function Page({ route }: { readonly route: Route }) {
  switch (route.kind) {
    case 'overview':
      return <OverviewPage />
    case 'cases':
      return <CasesPage />
    case 'case':
      return <CasePage key={route.id} id={route.id} />
    case 'candidates':
      return <CandidatesPage />
    case 'approvals':
      return <ApprovalsPage />
    case 'calendar':
      return <CalendarPage />
    case 'check':
      return <CheckPage />
    case 'lists':
      return <ListsPage />
    case 'list':
      return <ListPage key={route.id} name={route.id} />
    case 'model':
      return <ModelPage />
    case 'evaluation':
      return <EvaluationPage />
    case 'consent':
      return <ConsentPage />
    case 'measures':
      return <MeasuresPage />
    case 'plane':
      return <PlanePage key={route.id} name={route.id} />
    case 'releases':
      return <ReleasesPage />
    case 'alerts':
      return <AlertsPage />
    case 'audit':
      return <AuditPage />
    case 'notices':
      return <NoticesPage />
    case 'people':
      return <PeoplePage />
    case 'person':
      return <PersonPage key={route.id} id={route.id} />
    case 'exporters':
      return <ExportersPage />
    case 'settings':
      return <SettingsPage />
    case 'account':
      return <AccountPage />
    case 'unknown':
      return <NotFoundPage path={route.path} />
  }
}
