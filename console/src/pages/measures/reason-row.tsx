import { FormRow } from '../../design/form-row.tsx'
import { useTexts } from './texts/use-texts.ts'

const REASON_LENGTH_MAX = 500

/** Why something is done; kept with it, so it may not be empty. */
export function ReasonRow(props: {
  readonly hint: string
  readonly value: string
  readonly onChange: (reason: string) => void
}) {
  const { t } = useTexts()
  return (
    <FormRow label={t('ask.reason')} hint={props.hint}>
      {(field) => (
        <textarea
          {...field}
          required
          rows={2}
          maxLength={REASON_LENGTH_MAX}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </FormRow>
  )
}
