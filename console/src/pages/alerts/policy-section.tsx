import type { AlertPolicy } from '../../../../src/web/schemas/alerts.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Facts } from '../../design/facts.tsx'
import { PolledView } from '../association/polled-view.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'

const INTERVAL_MS = 300_000

/** How much is sent, who waits, and when somebody is told again: from the configuration. */
export function PolicySection() {
  const { t, format } = useTexts()
  const policy = usePolled<AlertPolicy>('/alerts/policy', INTERVAL_MS)
  return (
    <section className="case-section">
      <h2>{t('policy.title')}</h2>
      <PolledView polled={policy} lines={3}>
        {(found) => (
          <Facts
            facts={[
              [t('policy.dailyMax'), format.number(found.dailyMax)],
              [t('policy.perMinute'), format.number(found.perMinute)],
              [
                t('policy.heldOut'),
                t('policy.heldOutOf', {
                  percent: format.percent(found.heldOutPercent / 100),
                  days: found.studyDays,
                }),
              ],
              [
                t('policy.reminders'),
                t('policy.remindersOf', {
                  count: found.remindersMax,
                  days: found.reminderAfterDays,
                }),
              ],
              [t('policy.repeat'), t('policy.days', { days: found.repeatDays })],
              [t('policy.contacts'), format.number(found.contactsMin)],
            ]}
          />
        )}
      </PolledView>
    </section>
  )
}
