import { useEffect, useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Icon } from '../../design/icon.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { useTexts } from './texts/use-texts.ts'

/** The way back for the seconds that are left; `u` does the same. Nothing once they are over. */
export function UndoLine(props: {
  readonly until: string
  readonly label: string
  readonly onUndo: () => void
}) {
  const { t } = useTexts()
  const [leftSeconds, setLeftSeconds] = useState(() => secondsTo(props.until))
  useEffect(() => {
    const timer = setInterval(() => setLeftSeconds(secondsTo(props.until)), 250)
    return () => clearInterval(timer)
  }, [props.until])
  const isOpen = leftSeconds > 0
  useShortcuts({ u: isOpen ? props.onUndo : undefined })
  if (!isOpen) return null
  return (
    <Button isSmall onClick={props.onUndo}>
      <Icon name="undo" />
      {props.label} <span className="soft">{t('undo.left', { seconds: leftSeconds })}</span>{' '}
      <kbd>u</kbd>
    </Button>
  )
}

const secondsTo = (until: string): number =>
  Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))
