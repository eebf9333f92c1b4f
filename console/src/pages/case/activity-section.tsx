import { useCallback, useState } from 'react'
import type { Activity } from '../../../../src/web/schemas/detection.ts'
import { getJson } from '../../api/client.ts'
import type { ApiError } from '../../api/problem.ts'
import { Button } from '../../design/button.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { ActivityPictures } from './activity-pictures.tsx'

type Look =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'seen'; readonly activity: Activity; readonly at: number }
  | { readonly kind: 'failed'; readonly error: ApiError }

/** Flows are read only when a person asks, once per asking: each look is in the audit. */
export function ActivitySection({ id }: { readonly id: string }) {
  const { t, format } = useLocale()
  const [look, setLook] = useState<Look>({ kind: 'not-asked' })
  const show = useCallback(async () => {
    setLook({ kind: 'reading' })
    try {
      const activity = await getJson<Activity>(`/cases/${encodeURIComponent(id)}/activity`)
      setLook({ kind: 'seen', activity, at: Date.now() })
    } catch (error) {
      setLook({ kind: 'failed', error: error as ApiError })
    }
  }, [id])
  useShortcuts({ p: look.kind === 'not-asked' ? () => void show() : undefined })

  return (
    <section className="case-section">
      <div className="section-head">
        <h2>{t('casePage.activity')}</h2>
        {look.kind === 'seen' && (
          <span className="soft small">
            {t('casePage.window', {
              from: format.instant(look.activity.window.from),
              to: format.instant(look.activity.window.to),
            })}
          </span>
        )}
      </div>
      {look.kind === 'not-asked' && (
        <div className="activity-ask">
          <p className="soft">{t('casePage.activityNote')}</p>
          <Button onClick={() => void show()} aria-keyshortcuts="p">
            {t('casePage.activityShow')} <kbd>p</kbd>
          </Button>
        </div>
      )}
      {look.kind === 'reading' && (
        <>
          <p className="soft">{t('casePage.activityLoading')}</p>
          <LoadingState lines={6} />
        </>
      )}
      {look.kind === 'failed' && <ErrorState error={look.error} onRetry={() => void show()} />}
      {look.kind === 'seen' && (
        <>
          <ActivityPictures activity={look.activity} />
          <p className="soft small case-section">
            {t('casePage.activityRecorded', { time: format.instant(look.at) })}
          </p>
        </>
      )}
    </section>
  )
}
