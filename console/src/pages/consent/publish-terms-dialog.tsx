import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import type { AllTerms, ConsentStatistics } from '../../../../src/web/schemas/consent.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useTexts } from '../measures/texts/use-texts.ts'
import {
  askedAgain,
  fieldsFor,
  publicationOf,
  type TermsFields,
  wordingOf,
} from './terms-fields.ts'
import { TermsForm } from './terms-form.tsx'
import { WordingText } from './wording-text.tsx'

/** First the words are written, then they are read as subscribers will, with what publishing them does. */
export function PublishTermsDialog(props: {
  readonly terms: AllTerms
  readonly statistics: ConsentStatistics
  readonly onClose: () => void
  readonly onPublished: () => void
}) {
  const { t } = useTexts()
  const { terms, statistics, onClose, onPublished } = props
  const [fields, setFields] = useState(() => fieldsFor(terms, 'block-address'))
  const [isRead, setIsRead] = useState(false)
  return (
    <Dialog title={t('publish.title')} isWide onClose={onClose}>
      {isRead ? (
        <Preview
          fields={fields}
          asked={askedAgain(fields, terms, statistics)}
          onBack={() => setIsRead(false)}
          onPublished={() => {
            onPublished()
            onClose()
          }}
        />
      ) : (
        <TermsForm
          terms={terms}
          fields={fields}
          onChange={setFields}
          onClose={onClose}
          onRead={() => setIsRead(true)}
        />
      )}
    </Dialog>
  )
}

function Preview(props: {
  readonly fields: TermsFields
  readonly asked: number
  readonly onBack: () => void
  readonly onPublished: () => void
}) {
  const { t, tCount, format } = useTexts()
  const { fields, asked, onBack, onPublished } = props
  const { isBusy, failure, attempt } = useAttempt()
  const publish = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await postJson('/consent/terms', publicationOf(fields))
      onPublished()
    })
  }
  return (
    <form className="decision-form terms-form" onSubmit={publish}>
      <h3>{t(`scope.${fields.scope}`)}</h3>
      <WordingText wording={wordingOf(fields)} />
      <p>
        {asked > 0 ? (
          <StatusMark
            icon="warning"
            tone="warning"
            text={tCount('publish.asks', asked, {
              days: format.number(Number(fields.graceDays)),
            })}
          />
        ) : (
          <StatusMark icon="ok" text={t('publish.asksNobody')} />
        )}
      </p>
      <p className="soft small">{t('publish.noUndo')}</p>
      <Failure>{failure}</Failure>
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onBack}>
          {t('publish.back')}
        </Button>
        <Button look="strong" type="submit" disabled={isBusy}>
          {asked > 0 ? tCount('publish.confirm', asked) : t('publish.confirmNobody')}
        </Button>
      </div>
    </form>
  )
}
