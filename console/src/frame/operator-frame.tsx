import type { ReactNode } from 'react'
import type { Health } from '../../../src/web/schemas/operation.ts'
import type { Queues } from '../../../src/web/schemas/workplace.ts'
import { usePolled } from '../api/use-polled.ts'
import { MainMenu } from '../design/main-menu.tsx'
import { PageFrame } from '../design/page-frame.tsx'
import { QuickSearch } from '../design/quick-search.tsx'
import { useLocale } from '../i18n/locale.tsx'
import { navigate } from '../router/location.ts'
import { checkHref } from '../router/routes.ts'
import { useOperatorMenu } from './use-operator-menu.ts'

const HEALTH_INTERVAL_MS = 15_000

/** Around the pages of a provider. */
export function OperatorFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useLocale()
  const health = usePolled<Health>('/health', HEALTH_INTERVAL_MS).value
  const queues = usePolled<Queues>('/queues', HEALTH_INTERVAL_MS).value
  const groups = useOperatorMenu(queues)
  return (
    <PageFrame
      isWaiting={(queues?.proposed ?? 0) > 0}
      search={
        // From everywhere: what do we and the lists know of this address?
        <QuickSearch
          label={t('nav.quickLabel')}
          hint={t('nav.quickHint')}
          onSearch={(text) => navigate(checkHref(text))}
        />
      }
      note={health?.isDemo ? t('app.demo') : null}
      menu={<MainMenu groups={groups} />}
      footer={
        <>
          <span>
            {t('app.promise')} <a href="/notice">{t('nav.notices')}</a>
          </span>
          {health && <span>{t('app.version', { version: health.version })}</span>}
        </>
      }
    >
      {children}
    </PageFrame>
  )
}
