import { DecisionProvider } from './cases/decision.tsx'
import { PageFrame } from './design/page-frame.tsx'
import { LocaleProvider } from './i18n/locale.tsx'
import { AccountPage } from './pages/account/account-page.tsx'
import { CasePage } from './pages/case/case-page.tsx'
import { CasesPage } from './pages/cases/cases-page.tsx'
import { ExportersPage } from './pages/exporters/exporters-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview/overview-page.tsx'
import { SettingsPage } from './pages/settings/settings-page.tsx'
import { useLocation } from './router/location.ts'
import { type Route, routeOf } from './router/routes.ts'
import { SessionGate } from './session/session.tsx'

export function App() {
  const { path } = useLocation()
  return (
    <LocaleProvider>
      <SessionGate>
        <DecisionProvider>
          <PageFrame>
            <Page route={routeOf(path)} />
          </PageFrame>
        </DecisionProvider>
      </SessionGate>
    </LocaleProvider>
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
    case 'exporters':
      return <ExportersPage />
    case 'account':
      return <AccountPage />
    case 'settings':
      return <SettingsPage />
    case 'unknown':
      return <NotFoundPage path={route.path} />
  }
}
