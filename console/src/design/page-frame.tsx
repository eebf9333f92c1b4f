import './page-frame.css'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Health } from '../../../src/web/schemas/operation.ts'
import type { Queues } from '../../../src/web/schemas/workplace.ts'
import { askEverythingNow, usePolled } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import { Link } from '../router/link.tsx'
import { navigate, useLocation } from '../router/location.ts'
import { checkHref } from '../router/routes.ts'
import { AccountLink } from '../session/account-link.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { MainMenu } from './main-menu.tsx'
import { StaleState } from './states.tsx'
import { Tools } from './tools.tsx'

const HEALTH_INTERVAL_MS = 15_000

export function PageFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useLocale()
  const { path, query } = useLocation()
  const main = useRef<HTMLElement>(null)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const health = usePolled<Health>('/health', HEALTH_INTERVAL_MS).value
  const queues = usePolled<Queues>('/queues', HEALTH_INTERVAL_MS).value
  useArrival(path, main.current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: wherever the reader goes, the menu has served
  useEffect(() => setIsMenuOpen(false), [path, query])

  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="frame-header">
        <Link className="brand" href="/">
          <Logo isRising={(queues?.proposed ?? 0) > 0} />
          {t('app.name')}
        </Link>
        <QuickCheck />
        <AccountLink />
        <Tools />
        <Button
          className="frame-menu-button"
          aria-expanded={isMenuOpen}
          aria-controls="menu"
          onClick={() => setIsMenuOpen(!isMenuOpen)}
        >
          <Icon name="menu" />
          {t('nav.menu')}
        </Button>
      </header>
      {health?.isDemo && (
        <aside className="frame-demo" aria-label={t('app.note')}>
          {t('app.demo')}
        </aside>
      )}
      <StaleState onRetry={askEverythingNow} />
      <div className="frame-body">
        <div id="menu" className={isMenuOpen ? 'frame-menu is-open' : 'frame-menu'}>
          <MainMenu queues={queues} />
        </div>
        <main className="frame-main" id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer className="frame-footer">
        <span>
          {t('app.promise')} <a href="/notice">{t('nav.notices')}</a>
        </span>
        {health && <span>{t('app.version', { version: health.version })}</span>}
      </footer>
    </div>
  )
}

/** From everywhere: what do we and the lists know of this address? */
function QuickCheck() {
  const { t } = useLocale()
  const [text, setText] = useState('')
  const look = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    navigate(checkHref(text.trim()))
    setText('')
  }
  return (
    <search className="quick-check">
      <form onSubmit={look}>
        <Icon name="search" />
        <input
          className="input"
          aria-label={t('nav.quickLabel')}
          placeholder={t('nav.quickHint')}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
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
