import { type FormEvent, useState } from 'react'
import type { ConsentProof, SubscriberStanding } from '../../../../src/web/schemas/consent.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useTexts } from '../measures/texts/use-texts.ts'
import { type Found, SubscriberFound } from './subscriber-found.tsx'

/** One subscriber, by the carrier's own number. The number stays out of the address bar, which is sent to colleagues. */
export function SubscriberSection() {
  const { t } = useTexts()
  const [number, setNumber] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const load = async (subscriber: string) => {
    const path = `/consent/subscribers/${encodeURIComponent(subscriber)}`
    const standing = await getJson<SubscriberStanding>(path)
    setFound({ standing, proof: await getJson<ConsentProof>(`${path}/proof`) })
  }
  const look = (event: FormEvent) => {
    event.preventDefault()
    setFound(null)
    void attempt(() => load(number.trim()))
  }
  return (
    <section className="case-section">
      <h2>{t('subscriber.title')}</h2>
      <p className="soft page-lead">{t('subscriber.lead')}</p>
      <form className="filter-line subscriber-look" onSubmit={look}>
        <FormRow label={t('subscriber.number')}>
          {(field) => (
            <input
              {...field}
              required
              maxLength={64}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
          )}
        </FormRow>
        <Button type="submit" disabled={isBusy || number.trim() === ''}>
          {t('subscriber.look')}
        </Button>
      </form>
      <Failure>{failure}</Failure>
      {found && <SubscriberFound found={found} onChange={() => load(found.standing.subscriber)} />}
    </section>
  )
}
