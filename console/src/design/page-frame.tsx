import './page-frame.css'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Cases } from '../../../src/web/schemas/cases.ts'
import type { Health } from '../../../src/web/schemas/operation.ts'
import { askEverythingNow, usePolled } from '../api/use-polled.ts'
import { chooseLanguage, chooseZone, useLocale } from '../i18n/locale.tsx'
import { HelpButton } from '../keyboard/help-dialog.tsx'
import { useTheme } from '../preferences/theme.ts'
import { Link } from '../router/link.tsx'
import { useLocation } from '../router/location.ts'
import { routeOf } from '../router/routes.ts'
import { AccountLink } from '../session/account-link.tsx'
import { useSession } from '../session/session.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { StaleState } from './states.tsx'

const HEALTH_INTERVAL_MS = 15_000

export function PageFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useLocale()
  const { path } = useLocation()
  const main = useRef<HTMLElement>(null)
  const health = usePolled<Health>('/health', HEALTH_INTERVAL_MS).value
  const waiting = usePolled<Cases>('/cases?status=proposed&limit=1', HEALTH_INTERVAL_MS).value
  const waitingCount = waiting?.counts.proposed ?? 0
  const isOpen = useSession()?.isDemonstration === true
  useArrival(path, main.current)

  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="frame-header">
        <Link className="brand" href="/">
          <Logo isRising={waitingCount > 0} />
          {t('app.name')}
        </Link>
        <MainMenu waitingCount={waitingCount} />
        <AccountLink />
        <Tools />
      </header>
      {health?.isDemo && <p className="frame-demo">{t('app.demo')}</p>}
      {isOpen && <p className="frame-demo">{t('app.open')}</p>}
      <StaleState onRetry={askEverythingNow} />
      <main className="frame-main" id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer className="frame-footer">
        <span>{t('app.promise')}</span>
        {health && <span>{t('app.version', { version: health.version })}</span>}
      </footer>
    </div>
  )
}

function MainMenu({ waitingCount }: { readonly waitingCount: number }) {
  const { t, format } = useLocale()
  const { path } = useLocation()
  const kind = routeOf(path).kind
  const current = (isCurrent: boolean) => (isCurrent ? { 'aria-current': 'page' as const } : {})
  return (
    <nav className="frame-nav" aria-label={t('nav.label')}>
      <ul>
        <li>
          <Link href="/" {...current(kind === 'overview')}>
            {t('nav.overview')}
          </Link>
        </li>
        <li>
          <Link href="/cases" {...current(kind === 'cases' || kind === 'case')}>
            {t('nav.cases')}
            {waitingCount > 0 && (
              <span
                className="count"
                title={t('nav.toDecide', { count: format.number(waitingCount) })}
              >
                {format.number(waitingCount)}
              </span>
            )}
          </Link>
        </li>
        <li>
          <Link href="/exporters" {...current(kind === 'exporters')}>
            {t('nav.exporters')}
          </Link>
        </li>
        <li>
          <Link href="/settings" {...current(kind === 'settings')}>
            {t('nav.settings')}
          </Link>
        </li>
      </ul>
    </nav>
  )
}

const THEME_ICONS = { system: 'halves', light: 'sun', dark: 'moon' } as const
const THEME_TEXTS = {
  system: 'nav.themeSystem',
  light: 'nav.themeLight',
  dark: 'nav.themeDark',
} as const

function Tools() {
  const { t, language, zone } = useLocale()
  const { theme, next } = useTheme()
  const other = language === 'en' ? 'ja' : 'en'
  const zoneText = t(zone === 'utc' ? 'nav.zoneUtc' : 'nav.zoneLocal')
  const zoneLabel = t('nav.zoneLabel', { zone: zoneText })
  const themeLabel = t('nav.theme', { theme: t(THEME_TEXTS[theme]) })
  return (
    <div className="frame-tools">
      <Button
        look="quiet"
        isSmall
        title={zoneLabel}
        aria-label={zoneLabel}
        onClick={() => chooseZone(zone === 'utc' ? 'local' : 'utc')}
      >
        {zoneText}
      </Button>
      <Button
        look="quiet"
        isSmall
        lang={other}
        title={t('nav.languageLabel')}
        onClick={() => chooseLanguage(other)}
      >
        {t('nav.language')}
      </Button>
      <Button look="quiet" isSmall title={themeLabel} aria-label={themeLabel} onClick={next}>
        <Icon name={THEME_ICONS[theme]} />
      </Button>
      <HelpButton />
    </div>
  )
}

/** After a change of page the reader starts at its top, and a screen reader at its heading. */
function useArrival(path: string, main: HTMLElement | null): void {
  const previous = useRef(path)
  useEffect(() => {
    if (previous.current === path) return
    previous.current = path
    main?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [path, main])
}
