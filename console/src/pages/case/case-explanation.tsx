import type { Case } from '../../../../src/web/schemas/cases.ts'
import type { Candidates } from '../../../../src/web/schemas/detection.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { usePolled } from '../../api/use-polled.ts'
import { useLocale } from '../../i18n/locale.tsx'
import { Explanation } from './explanation.tsx'

const INTERVAL_MS = 120_000

/** The newest run's explanation, where the endpoint is still among its candidates. */
export function CaseExplanation({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const { value } = usePolled<Candidates>('/candidates?limit=1000', INTERVAL_MS)
  const name = endpointText(subject.endpoint)
  const candidate = value?.candidates.find((one) => endpointText(one) === name)
  if (!candidate || !value?.detectedAt) return null
  return (
    <div className="case-section">
      <Explanation candidate={candidate} level={2} />
      <p className="soft small">
        {t('explain.from', { time: format.instant(value.detectedAt), model: value.model ?? '–' })}
      </p>
    </div>
  )
}
