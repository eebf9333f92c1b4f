import { useState } from 'react'
import { Button } from '../design/button.tsx'
import { Dialog } from '../design/dialog.tsx'
import { useLocale } from '../i18n/locale.tsx'
import type { MessageKey } from '../i18n/translate.ts'
import { useHouse } from '../session/use-reach.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** Keys of decisions on cases, which the association has none of. */
const CASE_TEXTS: ReadonlySet<MessageKey> = new Set([
  'help.confirm',
  'help.dismiss',
  'help.tick',
  'help.approve',
  'help.undo',
  'help.pictures',
])
const ROWS: readonly (readonly [readonly string[], MessageKey])[] = [
  [['j', 'k'], 'help.move'],
  [['Enter'], 'help.open'],
  [['/'], 'help.search'],
  [['c'], 'help.confirm'],
  [['d'], 'help.dismiss'],
  [['x'], 'help.tick'],
  [['a'], 'help.approve'],
  [['Ctrl', 'Enter'], 'help.send'],
  [['u'], 'help.undo'],
  [['p'], 'help.pictures'],
  [['?'], 'help.help'],
  [['Esc'], 'help.close'],
]

/** The `?` button of the page frame, and what it opens. */
export function HelpButton() {
  const { t } = useLocale()
  const house = useHouse()
  const [isOpen, setIsOpen] = useState(false)
  useShortcuts({ '?': () => setIsOpen(true) })
  return (
    <>
      <Button
        look="quiet"
        isSmall
        aria-label={t('nav.help')}
        title={`${t('nav.help')} (?)`}
        onClick={() => setIsOpen(true)}
      >
        ?
      </Button>
      {isOpen && (
        <Dialog title={t('help.title')} onClose={() => setIsOpen(false)}>
          <dl className="keys">
            {ROWS.filter(([, text]) => house === 'operator' || !CASE_TEXTS.has(text)).map(
              ([keys, text]) => (
                <div key={text}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ),
            )}
          </dl>
          <div className="dialog-buttons">
            <Button onClick={() => setIsOpen(false)}>{t('help.close')}</Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
