import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import type { ToldSubscribers } from '../../../../src/web/schemas/alerts.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/states.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { ReasonRow } from '../measures/reason-row.tsx'
import { type Texts, useTexts, wordFor } from '../measures/texts/use-texts.ts'

type Told = ToldSubscribers['subscribers'][number]

/** Who was told in a round, for whoever may see it and says why; the look is in the audit before the answer is here. */
export function ToldDialog(props: { readonly round: string; readonly onClose: () => void }) {
  const texts = useTexts()
  const { t, format } = texts
  const { round, onClose } = props
  const [reason, setReason] = useState('')
  const [found, setFound] = useState<ToldSubscribers | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const look = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      const query = new URLSearchParams({ round, reason: reason.trim() })
      setFound(await getJson<ToldSubscribers>(`/alerts/subscribers?${query}`))
    })
  }
  return (
    <Dialog title={t('told.title')} isWide onClose={onClose}>
      {found === null ? (
        <form className="decision-form" onSubmit={look}>
          <p>{t('told.text')}</p>
          <ReasonRow hint={t('told.reasonHint')} value={reason} onChange={setReason} />
          <FormFoot
            failure={failure}
            action={t('told.look')}
            isDisabled={isBusy || reason.trim() === ''}
            onClose={onClose}
          />
        </form>
      ) : (
        <>
          {found.subscribers.length === 0 ? (
            <EmptyState title={t('told.none')}>
              <p className="soft">{t('told.noneText')}</p>
            </EmptyState>
          ) : (
            <>
              {!found.isWhole && (
                <p className="soft">
                  {t('told.cut', { count: format.number(found.subscribers.length) })}
                </p>
              )}
              <DataTable
                caption={t('told.title')}
                rows={found.subscribers}
                rowKey={(row) => row.alert}
                columns={columns(texts)}
              />
            </>
          )}
          <div className="dialog-buttons">
            <Button look="strong" onClick={onClose}>
              {t('told.close')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}

const columns = (texts: Texts): readonly Column<Told>[] => [
  {
    key: 'subscriber',
    header: texts.t('told.subscriber'),
    cell: (row) => <code>{row.subscriber}</code>,
  },
  {
    key: 'device',
    header: texts.t('alerts.byDevice'),
    isLow: true,
    cell: (row) => wordFor(texts, 'device', row.deviceKind),
  },
  {
    key: 'messages',
    header: texts.t('alerts.messages'),
    isWrapping: true,
    cell: (row) =>
      row.messages.length > 0 ? (
        row.messages.map((words) => spoken(texts, words)).join(texts.t('told.separator'))
      ) : Date.parse(row.dueAt) > Date.now() ? (
        <>
          {texts.t('told.waits')} <TimeText at={row.dueAt} />
        </>
      ) : (
        texts.t('told.notYet')
      ),
  },
  {
    key: 'outcome',
    header: texts.t('alerts.byOutcome'),
    cell: (row) => wordFor(texts, 'outcome', row.outcome),
  },
]

/** `first mail sent`. */
function spoken(texts: Texts, words: string): string {
  const [kind = '', way = '', state = ''] = words.split(' ')
  const said = [
    wordFor(texts, 'messageKind', kind),
    wordFor(texts, 'way', way),
    wordFor(texts, 'message', state),
  ]
  return said.join(' · ')
}
