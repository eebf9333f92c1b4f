import type { FormEvent } from 'react'
import type { AllTerms } from '../../../../src/web/schemas/consent.ts'
import { FormRow } from '../../design/form-row.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'
import {
  arePaired,
  fieldsFor,
  latestOf,
  SCOPES,
  type Scope,
  type TermsFields,
} from './terms-fields.ts'

const LANGUAGES = ['ja', 'en'] as const
const TEXT_LENGTH_MAX = 600

/** Every sentence stands in both languages: whoever reads one of them agrees to the same. */
export function TermsForm(props: {
  readonly terms: AllTerms
  readonly fields: TermsFields
  readonly onChange: (fields: TermsFields) => void
  readonly onClose: () => void
  readonly onRead: () => void
}) {
  const { t } = useTexts()
  const { terms, fields, onChange, onClose, onRead } = props
  const set = (change: Partial<TermsFields>) => onChange({ ...fields, ...change })
  const isFirst = latestOf(terms, fields.scope) === undefined
  const isComplete =
    fields.note.trim() !== '' &&
    LANGUAGES.every(
      (language) =>
        fields.title[language].trim() !== '' &&
        fields.summary[language].trim() !== '' &&
        fields.points[language].trim() !== '',
    )
  const read = (event: FormEvent) => {
    event.preventDefault()
    onRead()
  }
  return (
    <form className="decision-form terms-form" onSubmit={read}>
      <div className="two-columns">
        <FormRow label={t('publish.scope')}>
          {(field) => (
            <select
              {...field}
              value={fields.scope}
              onChange={(event) => onChange(fieldsFor(terms, event.target.value as Scope))}
            >
              {SCOPES.map((scope) => (
                <option key={scope} value={scope}>
                  {t(`scope.${scope}`)}
                </option>
              ))}
            </select>
          )}
        </FormRow>
        <FormRow label={t('publish.change')} hint={isFirst ? t('publish.first') : ''}>
          {(field) => (
            <select
              {...field}
              disabled={isFirst}
              value={fields.change}
              onChange={(event) => set({ change: event.target.value as TermsFields['change'] })}
            >
              <option value="material">{t('publish.material')}</option>
              <option value="editorial">{t('publish.editorial')}</option>
            </select>
          )}
        </FormRow>
        <FormRow label={t('publish.basis')}>
          {(field) => (
            <select
              {...field}
              value={fields.basis}
              onChange={(event) => set({ basis: event.target.value as TermsFields['basis'] })}
            >
              <option value="opt-in">{t('terms.basis.opt-in')}</option>
              <option value="general-terms">{t('terms.basis.general-terms')}</option>
            </select>
          )}
        </FormRow>
        <FormRow label={t('publish.grace')}>
          {(field) => (
            <input
              {...field}
              type="number"
              min={0}
              max={366}
              required
              value={fields.graceDays}
              onChange={(event) => set({ graceDays: event.target.value })}
            />
          )}
        </FormRow>
      </div>
      <div className="two-columns">
        {LANGUAGES.map((language) => (
          <WordsOf key={language} language={language} fields={fields} onChange={set} />
        ))}
      </div>
      <FormRow label={t('publish.note')} hint={t('publish.noteHint')}>
        {(field) => (
          <textarea
            {...field}
            required
            rows={2}
            maxLength={500}
            value={fields.note}
            onChange={(event) => set({ note: event.target.value })}
          />
        )}
      </FormRow>
      <FormFoot
        failure={isComplete && !arePaired(fields) ? t('publish.unpaired') : null}
        action={t('publish.read')}
        isDisabled={!isComplete || !arePaired(fields)}
        onClose={onClose}
      />
    </form>
  )
}

function WordsOf(props: {
  readonly language: 'ja' | 'en'
  readonly fields: TermsFields
  readonly onChange: (change: Partial<TermsFields>) => void
}) {
  const { t } = useTexts()
  const { language, fields, onChange } = props
  const rows = [
    ['title', 2, TEXT_LENGTH_MAX],
    ['summary', 4, TEXT_LENGTH_MAX],
    ['points', 8, TEXT_LENGTH_MAX * 12],
  ] as const
  return (
    <div className="terms-words">
      {rows.map(([part, rowCount, lengthMax]) => (
        <FormRow
          key={part}
          label={t(`publish.${part}.${language}`)}
          hint={part === 'points' ? t('publish.pointsHint') : ''}
        >
          {(field) => (
            <textarea
              {...field}
              lang={language}
              required
              rows={rowCount}
              maxLength={lengthMax}
              value={fields[part][language]}
              onChange={(event) =>
                onChange({ [part]: { ...fields[part], [language]: event.target.value } })
              }
            />
          )}
        </FormRow>
      ))}
    </div>
  )
}
