import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import type { Locale } from '../../i18n/locale.tsx'

type Exporter = Exporters['exporters'][number]

export const PROTOCOL_NAMES: Readonly<Record<Exporter['protocols'][number], string>> = {
  netflow5: 'NetFlow v5',
  netflow9: 'NetFlow v9',
  ipfix: 'IPFIX',
  sflow5: 'sFlow v5',
}

/** Loss of all exporters together, weighted by what each sends; null while none has sent. */
export function lossOf(exporters: readonly Exporter[]): number | null {
  const total = exporters.reduce((sum, one) => sum + one.datagrams, 0)
  if (total === 0) return null
  return exporters.reduce((sum, one) => sum + one.lossRatio * one.datagrams, 0) / total
}

/** `1:1,000–1:4,096`, or the single interval all agree on. */
export function samplingText(intervals: readonly number[], { t, format }: Locale): string {
  if (intervals.length === 0) return t('exporter.samplingUnknown')
  const least = Math.min(...intervals)
  const most = Math.max(...intervals)
  if (most === 1) return t('overview.samplingAll')
  const one = (interval: number) => `1:${format.number(interval)}`
  return least === most ? one(least) : `${one(least)}–${one(most)}`
}
