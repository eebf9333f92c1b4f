import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import type { Locale } from '../../i18n/locale.tsx'

type Exporter = Exporters['exporters'][number]

/** Elements named before the rest is summed up. */
const ELEMENT_COUNT_SHOWN = 8

/** How far its clock is off, and what became of start times. */
export function clockText({ clock }: Exporter, { t, format }: Locale): string {
  if (clock.skewMs === null) return t('exporter.clockNone')
  if (Math.abs(clock.skewMs) <= clock.skewMaxMs) return t('exporter.clockRight')
  const skew = format.duration(Math.abs(clock.skewMs) / 1000)
  const text = t(clock.skewMs > 0 ? 'exporter.clockAhead' : 'exporter.clockBehind', { skew })
  if (!clock.isCorrected) return `${text} ${t('exporter.clockUncorrected')}`
  const count = format.compact(clock.correctedRecords)
  return `${text} ${t('exporter.clockCorrected', { count })}`
}

/** What holds where the exporter tells no sampling interval, or is not believed. */
export function policyText({ policy }: Exporter, { t, format }: Locale): string {
  if (policy.samplingOverride > 0)
    return t('exporter.policyOverride', { interval: format.number(policy.samplingOverride) })
  return policy.samplingMissing === 0
    ? t('exporter.policyReject')
    : t('exporter.policyAssume', { interval: format.number(policy.samplingMissing) })
}

/** Elements by number, an enterprise's own as `enterprise/number`. */
export function skippedText({ skippedElements }: Exporter, { t, format }: Locale): string {
  const named = skippedElements.filter(({ element }) => element !== null)
  const shown = named
    .slice(0, ELEMENT_COUNT_SHOWN)
    .map(({ enterprise, element }) =>
      enterprise === 0 ? `${element}` : `${enterprise}/${element}`,
    )
  const others = skippedElements.length - shown.length
  const text = shown.join(', ')
  return others > 0
    ? `${text} ${t('exporter.skippedOthers', { count: format.number(others) })}`
    : text
}
