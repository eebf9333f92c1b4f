import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Only an exporter that was regular and stopped is a warning. */
export function ExporterState({ state }: Pick<Exporters['exporters'][number], 'state'>) {
  const { t } = useLocale()
  if (state === 'sending') return <StatusMark icon="ok" text={t('exporter.sending')} />
  if (state === 'quiet') return <span className="soft">{t('exporter.quiet')}</span>
  return <StatusMark icon="warning" tone="warning" text={t('exporter.silent')} />
}
