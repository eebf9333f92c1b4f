import '../../people/people.css'
import { type FormEvent, useState } from 'react'
import type {
  MemberInvitation,
  MemberRow,
} from '../../../../../src/web/schemas/association/members.ts'
import { postJson } from '../../../api/client.ts'
import { Dialog } from '../../../design/dialog.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { FormFoot } from '../../../session/form-foot.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { type TextKey, useTexts } from '../texts/use-texts.ts'
import {
  changesOf,
  fieldsOf,
  type MemberFields,
  ROLES,
  SECTORS,
  statementOf,
  USES,
} from './member-fields.ts'
import { Ticks } from './ticks.tsx'

/** A new member, or the record of one; null is a new one. */
export function MemberDialog(props: {
  readonly member: MemberRow | null
  readonly onClose: () => void
  /** With the invitation of a new member. */
  readonly onDone: (invitation: MemberInvitation | null) => void
}) {
  const { t } = useTexts()
  const { member } = props
  const [before] = useState(() => fieldsOf(member, Date.now()))
  const [fields, setFields] = useState(before)
  const { isBusy, failure, attempt } = useAttempt()
  const set = (change: Partial<MemberFields>) => setFields({ ...fields, ...change })
  const send = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      if (member === null) {
        props.onDone(await postJson<MemberInvitation>('/members', statementOf(fields)))
        return
      }
      await postJson(`/members/${encodeURIComponent(member.id)}/change`, changesOf(before, fields))
      props.onDone(null)
    })
  }
  return (
    <Dialog
      isWide
      title={member === null ? t('members.add') : t('member.change', { name: member.name })}
      onClose={props.onClose}
    >
      <form className="form-stack" onSubmit={send}>
        <div className="form-pair">
          {member === null && (
            <Line
              text="field.id"
              hint="field.idHint"
              value={fields.id}
              pattern="[a-z0-9][a-z0-9\-]{1,38}[a-z0-9]"
              onChange={(id) => set({ id })}
            />
          )}
          <Line text="members.name" value={fields.name} onChange={(name) => set({ name })} />
          <Line
            text="field.group"
            hint="field.groupHint"
            value={fields.group}
            onChange={(group) => set({ group })}
          />
          <FormRow label={t('field.sector')}>
            {(field) => (
              <select
                {...field}
                value={fields.sector}
                onChange={(event) =>
                  set({ sector: SECTORS.find((one) => one === event.target.value) ?? 'telecom' })
                }
              >
                {SECTORS.map((one) => (
                  <option key={one} value={one}>
                    {t(`sector.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </FormRow>
        </div>
        <div className="form-pair">
          <Ticks
            legend={t('members.roles')}
            values={ROLES}
            chosen={fields.roles}
            textOf={(role) => t(`memberRole.${role}`)}
            onChange={(roles) => set({ roles })}
          />
          <Ticks
            legend={t('member.uses')}
            values={USES}
            chosen={fields.uses}
            textOf={(use) => t(`use.${use}`)}
            onChange={(uses) => set({ uses })}
          />
        </div>
        <div className="form-pair">
          <Lines
            text="field.ownPrefixes"
            hint="field.ownPrefixesHint"
            value={fields.ownPrefixes}
            onChange={(ownPrefixes) => set({ ownPrefixes })}
          />
          <Lines
            text="field.interestPrefixes"
            hint="field.interestPrefixesHint"
            value={fields.interestPrefixes}
            onChange={(interestPrefixes) => set({ interestPrefixes })}
          />
        </div>
        <Lines
          text="members.contacts"
          hint="field.contactsHint"
          value={fields.contacts}
          isRequired
          onChange={(contacts) => set({ contacts })}
        />
        <div className="form-pair">
          <Line
            text="member.basis"
            hint="field.basisHint"
            value={fields.basis}
            onChange={(basis) => set({ basis })}
          />
          <FormRow label={t('members.ends')} hint={t('field.endsHint')}>
            {(field) => (
              <input
                {...field}
                type="date"
                required
                value={fields.lastDay}
                onChange={(event) => set({ lastDay: event.target.value })}
              />
            )}
          </FormRow>
        </div>
        <FormFoot
          failure={failure}
          action={t(member === null ? 'members.addDo' : 'member.save')}
          isDisabled={isBusy || fields.roles.length === 0 || fields.uses.length === 0}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}

type FieldProps = {
  readonly text: TextKey
  readonly hint?: TextKey
  readonly value: string
  readonly onChange: (value: string) => void
}

function Line(props: FieldProps & { readonly pattern?: string }) {
  const { t } = useTexts()
  return (
    <FormRow label={t(props.text)} {...(props.hint ? { hint: t(props.hint) } : {})}>
      {(field) => (
        <input
          {...field}
          required
          autoComplete="off"
          maxLength={200}
          pattern={props.pattern}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </FormRow>
  )
}

function Lines(props: FieldProps & { readonly isRequired?: boolean }) {
  const { t } = useTexts()
  return (
    <FormRow label={t(props.text)} {...(props.hint ? { hint: t(props.hint) } : {})}>
      {(field) => (
        <textarea
          {...field}
          rows={3}
          required={props.isRequired === true}
          spellCheck={false}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </FormRow>
  )
}
