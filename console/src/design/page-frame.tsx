import './page-frame.css'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { askEverythingNow } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import { Link } from '../router/link.tsx'
import { useLocation } from '../router/location.ts'
import { AccountLink } from '../session/account-link.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { StaleState } from './states.tsx'
import { Tools } from './tools.tsx'

/** What stands around every page; each house fills it with its own. */
export function PageFrame(props: {
  /** Something waits for a person: the signal rises. */
  readonly isWaiting: boolean
  /** Behind the name in the header: whose console this is, where that is not plain. */
  readonly name?: ReactNode
  readonly search: ReactNode
  readonly note: string | null
  readonly menu: ReactNode
  readonly footer: ReactNode
  readonly children: ReactNode
}) {
  const { t } = useLocale()
  const { path, query } = useLocation()
  const main = useRef<HTMLElement>(null)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
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
          <Logo isRising={props.isWaiting} />
          {t('app.name')}
          {props.name}
        </Link>
        {props.search}
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
      {props.note && (
        <aside className="frame-demo" aria-label={t('app.note')}>
          {props.note}
        </aside>
      )}
      <StaleState onRetry={askEverythingNow} />
      <div className="frame-body">
        <div id="menu" className={isMenuOpen ? 'frame-menu is-open' : 'frame-menu'}>
          {props.menu}
        </div>
        <main className="frame-main" id="main" ref={main} tabIndex={-1}>
          {props.children}
        </main>
      </div>
      <footer className="frame-footer">{props.footer}</footer>
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
