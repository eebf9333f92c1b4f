import type { House } from '../../src/web/schemas/people.ts'
import { casesPath, filterOf } from './pages/cases/cases-query.ts'
import { OPEN_PATH } from './pages/overview/open-path.ts'
import { routeOf } from './router/routes.ts'

/** What the page at an address asks for first; nothing for pages whose code has yet to come. */
export function firstPaths(url: URL, house: House): readonly string[] {
  if (house === 'association') return url.pathname === '/' ? ['/overview'] : []
  const route = routeOf(url.pathname)
  switch (route.kind) {
    case 'overview':
      return ['/exporters', '/health', OPEN_PATH]
    case 'cases':
      return [casesPath(filterOf(url.searchParams))]
    case 'case':
      return [`/cases/${encodeURIComponent(route.id)}`]
    default:
      return []
  }
}
