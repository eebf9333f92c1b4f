import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { type TextKey, useTexts } from '../measures/texts/use-texts.ts'

const CHANNELS = ['telephone', 'paper', 'api'] as const
type Channel = (typeof CHANNELS)[number]

/** On a subscriber's behalf: how they said so is part of what is recorded. There is no undo: only they can say yes. */
export function WithdrawDialog(props: {
  readonly subscriber: string
  readonly scope: string
  readonly onClose: () => void
  readonly onWithdraw: (channel: Channel) => Promise<void>
}) {
  const { t } = useTexts()
  const [channel, setChannel] = useState<Channel>('telephone')
  const { isBusy, failure, attempt } = useAttempt()
  const withdraw = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await props.onWithdraw(channel)
      props.onClose()
    })
  }
  return (
    <Dialog
      title={t('subscriber.withdrawOf', { scope: t(`scope.${props.scope}` as TextKey) })}
      onClose={props.onClose}
    >
      <p>{t('subscriber.withdrawText', { number: props.subscriber })}</p>
      <form className="decision-form" onSubmit={withdraw}>
        <FormRow label={t('subscriber.how')}>
          {(field) => (
            <select
              {...field}
              value={channel}
              onChange={(event) => setChannel(event.target.value as Channel)}
            >
              {CHANNELS.map((one) => (
                <option key={one} value={one}>
                  {t(`channel.${one}`)}
                </option>
              ))}
            </select>
          )}
        </FormRow>
        <FormFoot
          failure={failure}
          action={t('subscriber.withdraw')}
          isDisabled={isBusy}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}
