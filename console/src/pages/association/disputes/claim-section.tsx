import { type FormEvent, useState } from 'react'
import type { DisputeList } from '../../../../../src/web/schemas/association/disputes.ts'
import { postJson } from '../../../api/client.ts'
import { Button } from '../../../design/button.tsx'
import { DataTable } from '../../../design/data-table.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { FormFoot } from '../../../session/form-foot.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay } from '../../../session/use-reach.ts'
import { useTexts } from '../texts/use-texts.ts'

/** Owners who have yet to prove that they control their address; an officer may hear the registered contact. */
export function ClaimSection(props: {
  readonly claims: DisputeList['claims']
  readonly onProved: () => void
}) {
  const { t } = useTexts()
  const may = useMay()
  const [isProving, setIsProving] = useState(false)
  if (props.claims.length === 0) return null
  return (
    <section className="house-section">
      <div className="section-head">
        <h2>{t('claims.title')}</h2>
        {may('officer') && (
          <Button isSmall onClick={() => setIsProving(true)}>
            {t('claims.prove')}
          </Button>
        )}
      </div>
      <p className="soft page-lead">{t('claims.text')}</p>
      <DataTable
        caption={t('claims.title')}
        rows={props.claims}
        rowKey={(row) => row.id}
        columns={[
          { key: 'id', header: t('disputes.reference'), cell: (row) => <code>{row.id}</code> },
          {
            key: 'address',
            header: t('claims.address'),
            cell: (row) => <code translate="no">{row.address}</code>,
          },
          {
            key: 'opened',
            header: t('claims.opened'),
            cell: (row) => <TimeText at={row.openedAt} />,
          },
          { key: 'ends', header: t('members.ends'), cell: (row) => <TimeText at={row.endsAt} /> },
        ]}
      />
      {isProving && (
        <ContactDialog
          onClose={() => setIsProving(false)}
          onDone={() => {
            setIsProving(false)
            props.onProved()
          }}
        />
      )}
    </section>
  )
}

function ContactDialog(props: { readonly onClose: () => void; readonly onDone: () => void }) {
  const { t } = useTexts()
  const [reference, setReference] = useState('')
  const [how, setHow] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const send = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await postJson('/claims/contact', { reference, how })
      props.onDone()
    })
  }
  return (
    <Dialog title={t('claims.prove')} onClose={props.onClose}>
      <p>{t('claims.proveText')}</p>
      <form className="form-stack" onSubmit={send}>
        <FormRow label={t('disputes.reference')}>
          {(field) => (
            <input
              {...field}
              required
              autoComplete="off"
              maxLength={40}
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          )}
        </FormRow>
        <FormRow label={t('claims.how')} hint={t('claims.howHint')}>
          {(field) => (
            <textarea
              {...field}
              required
              rows={3}
              maxLength={200}
              value={how}
              onChange={(event) => setHow(event.target.value)}
            />
          )}
        </FormRow>
        <FormFoot
          failure={failure}
          action={t('claims.record')}
          isDisabled={isBusy}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
