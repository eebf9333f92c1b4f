import { type FormEvent, useState } from 'react'
import type { SavedView, SavedViews } from '../../../../src/web/schemas/workplace.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { Icon } from '../../design/icon.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { type CaseFilter, viewHref, viewOf } from './cases-query.ts'

const INTERVAL_MS = 120_000
const NAME_LENGTH_MAX = 60

/** Filters that a person gave a name, one press away. */
export function SavedViewsBar({ filter }: { readonly filter: CaseFilter }) {
  const { t } = useLocale()
  const views = usePolled<SavedViews>('/views', INTERVAL_MS)
  const [isSaving, setIsSaving] = useState(false)
  if (!views.value) return null
  const here = viewHref(viewOf(filter))
  const isKept = views.value.views.some(({ query }) => viewHref(query) === here)
  return (
    <nav className="views" aria-label={t('views.label')}>
      <ul>
        {views.value.views.map((view) => (
          <ViewLink
            key={view.name}
            view={view}
            isHere={viewHref(view.query) === here}
            onChange={views.reload}
          />
        ))}
        {!isKept && here !== '/cases' && (
          <li>
            <Button look="quiet" isSmall onClick={() => setIsSaving(true)}>
              {t('views.save')}
            </Button>
          </li>
        )}
      </ul>
      {isSaving && (
        <SaveDialog
          filter={filter}
          onClose={() => setIsSaving(false)}
          onSaved={() => {
            setIsSaving(false)
            views.reload()
          }}
        />
      )}
    </nav>
  )
}

function ViewLink(props: {
  readonly view: SavedView
  readonly isHere: boolean
  readonly onChange: () => void
}) {
  const { t } = useLocale()
  const { view, isHere } = props
  const { isBusy, attempt } = useAttempt()
  const remove = () =>
    attempt(async () => {
      await postJson('/views/remove', { name: view.name })
      props.onChange()
    })
  return (
    <li>
      <Link
        className="view"
        href={viewHref(view.query)}
        {...(isHere ? { 'aria-current': 'true' as const } : {})}
      >
        {view.name}
      </Link>
      {isHere && (
        <Button
          look="quiet"
          isSmall
          disabled={isBusy}
          aria-label={t('views.remove', { name: view.name })}
          title={t('views.remove', { name: view.name })}
          onClick={() => void remove()}
        >
          <Icon name="close" />
        </Button>
      )}
    </li>
  )
}

function SaveDialog(props: {
  readonly filter: CaseFilter
  readonly onClose: () => void
  readonly onSaved: () => void
}) {
  const { t } = useLocale()
  const [name, setName] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const save = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await postJson('/views', { name: name.trim(), query: viewOf(props.filter) })
      props.onSaved()
    })
  }
  return (
    <Dialog title={t('views.saveTitle')} onClose={props.onClose}>
      <form className="decision-form" onSubmit={save}>
        <FormRow label={t('views.name')} hint={t('views.nameHint')}>
          {(field) => (
            <input
              {...field}
              required
              maxLength={NAME_LENGTH_MAX}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormRow>
        <FormFoot
          failure={failure}
          action={t('views.saveDo')}
          isDisabled={isBusy || name.trim() === ''}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
