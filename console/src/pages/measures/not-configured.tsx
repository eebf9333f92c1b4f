import { EmptyState } from '../../design/states.tsx'
import { useTexts } from './texts/use-texts.ts'

const EXAMPLE = `"measures": {
  "devices": [
    { "kind": "nftables", "name": "edge-1", "leaseSeconds": 60 }
  ]
}`

/** No device: nothing is blocked anywhere. What that means, and the lines that would change it. */
export function NotConfigured() {
  const { t } = useTexts()
  return (
    <EmptyState level={2} title={t('state.noneTitle')}>
      <p className="soft">{t('state.noneText')}</p>
      <pre className="code-box">{EXAMPLE}</pre>
    </EmptyState>
  )
}
