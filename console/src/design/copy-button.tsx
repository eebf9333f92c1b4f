import { useEffect, useState } from 'react'
import { useLocale } from '../i18n/locale.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

const SHOWN_MS = 2500

/** Copies, and says whether it did: without HTTPS most browsers have no clipboard. */
export function CopyButton(props: {
  readonly text: string
  readonly label: string
  readonly done: string
}) {
  const { t } = useLocale()
  const [outcome, setOutcome] = useState<'none' | 'done' | 'failed'>('none')
  useEffect(() => {
    if (outcome === 'none') return
    const timer = setTimeout(() => setOutcome('none'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text)
      setOutcome('done')
    } catch {
      setOutcome('failed')
    }
  }
  const shown = { none: props.label, done: props.done, failed: t('settings.copyFailed') }
  return (
    <Button look="quiet" isSmall onClick={() => void copy()}>
      <Icon name={outcome === 'done' ? 'ok' : 'copy'} />
      <span aria-live="polite">{shown[outcome]}</span>
    </Button>
  )
}
