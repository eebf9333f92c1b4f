import { type FormEvent, useState } from 'react'
import type {
  MemberDetail,
  MemberToken,
  NewMemberToken,
} from '../../../../../src/web/schemas/association/members.ts'
import { postJson } from '../../../api/client.ts'
import { Button } from '../../../design/button.tsx'
import { DataTable } from '../../../design/data-table.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { FormFoot } from '../../../session/form-foot.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay } from '../../../session/use-reach.ts'
import { OnceNote } from '../once-note.tsx'
import { useTexts } from '../texts/use-texts.ts'

const FACES: readonly NewMemberToken['face'][] = [
  'taxii',
  'crowdsec',
  'csv',
  'json-lines',
  'stix',
  'misp-feed',
  'nftables',
  'suricata-iprep',
]
const DAYS_DEFAULT = 90
const DAYS_MAX = 366

/** What the member proves itself with. */
export function MemberKeysSection({ detail }: { readonly detail: MemberDetail }) {
  const { t, format } = useTexts()
  const may = useMay()
  const [isMaking, setIsMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const { keys, tokens, member } = detail
  return (
    <div className="two-columns">
      <section>
        <h2>{t('member.keys')}</h2>
        {keys.length === 0 ? (
          <p className="soft">{t('member.noKeys')}</p>
        ) : (
          <DataTable
            caption={t('member.keys')}
            rows={keys}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'id',
                header: t('member.key'),
                cell: (row) => (
                  <code className="key-id" title={row.id}>
                    {row.id.slice(0, 16)}
                  </code>
                ),
              },
              {
                key: 'since',
                header: t('member.since'),
                cell: (row) => format.date(row.createdAt),
              },
              {
                key: 'state',
                header: t('members.condition'),
                cell: (row) =>
                  row.revokedAt ? (
                    <StatusMark
                      icon="silent"
                      tone="soft"
                      text={t('member.keyEnded', { time: format.date(row.revokedAt) })}
                    />
                  ) : (
                    <StatusMark icon="ok" text={t('member.keyInUse')} />
                  ),
              },
            ]}
          />
        )}
      </section>
      <section>
        <div className="section-head">
          <h2>{t('member.tokens')}</h2>
          {may('officer') && (
            <Button isSmall onClick={() => setIsMaking(true)}>
              {t('member.makeToken')}
            </Button>
          )}
        </div>
        {secret !== null && (
          <OnceNote
            title={t('member.tokenTitle')}
            text={t('member.tokenText')}
            secret={secret}
            onClose={() => setSecret(null)}
          />
        )}
        {tokens.length === 0 ? (
          <p className="soft">{t('member.noTokens')}</p>
        ) : (
          <DataTable
            caption={t('member.tokens')}
            rows={tokens}
            rowKey={(row) => `${row.face} ${row.createdAt}`}
            columns={[
              { key: 'face', header: t('member.face'), cell: (row) => <code>{row.face}</code> },
              {
                key: 'since',
                header: t('member.since'),
                cell: (row) => format.date(row.createdAt),
              },
              { key: 'ends', header: t('members.ends'), cell: (row) => format.date(row.expiresAt) },
            ]}
          />
        )}
      </section>
      {isMaking && (
        <TokenDialog
          memberId={member.id}
          onClose={() => setIsMaking(false)}
          onMade={(made) => {
            setIsMaking(false)
            setSecret(made)
          }}
        />
      )}
    </div>
  )
}

function TokenDialog(props: {
  readonly memberId: string
  readonly onClose: () => void
  readonly onMade: (secret: string) => void
}) {
  const { t } = useTexts()
  const [face, setFace] = useState<NewMemberToken['face']>('taxii')
  const [days, setDays] = useState(DAYS_DEFAULT)
  const { isBusy, failure, attempt } = useAttempt()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      const path = `/members/${encodeURIComponent(props.memberId)}/tokens`
      props.onMade((await postJson<MemberToken>(path, { face, days })).secret)
    })
  }
  return (
    <Dialog title={t('member.makeToken')} onClose={props.onClose}>
      <p>{t('member.makeTokenText')}</p>
      <form className="form-stack" onSubmit={make}>
        <FormRow label={t('member.face')}>
          {(field) => (
            <select
              {...field}
              value={face}
              onChange={(event) =>
                setFace(FACES.find((one) => one === event.target.value) ?? 'taxii')
              }
            >
              {FACES.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </FormRow>
        <FormRow label={t('member.days')}>
          {(field) => (
            <input
              {...field}
              type="number"
              required
              min={1}
              max={DAYS_MAX}
              value={days}
              onChange={(event) => setDays(event.target.valueAsNumber || 1)}
            />
          )}
        </FormRow>
        <FormFoot
          failure={failure}
          action={t('member.makeToken')}
          isDisabled={isBusy}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
