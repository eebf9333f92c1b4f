import type { AlertSample } from '../../../../src/web/schemas/alerts.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Choice } from '../../design/choice.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { PolledView } from '../association/polled-view.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'

const INTERVAL_MS = 300_000
const DEVICES = ['router', 'camera', 'recorder', 'set-top', 'pc', 'phone', 'unknown'] as const
const MESSAGES = ['first', 'reminder', 'correction'] as const
const LANGUAGES = ['ja', 'en'] as const

const chosen = <Value extends string>(values: readonly Value[], asked: string | null): Value =>
  values.find((one) => one === asked) ?? values[0]!

/** What subscribers read, about nobody: by kind of device, message and language. */
export function SampleSection() {
  const { t } = useTexts()
  const { query } = useLocation()
  const device = chosen(DEVICES, query.get('device'))
  const message = chosen(MESSAGES, query.get('message'))
  const language = chosen(LANGUAGES, query.get('text'))
  const asked = new URLSearchParams({ deviceKind: device, message, language })
  const sample = usePolled<AlertSample>(`/alerts/sample?${asked}`, INTERVAL_MS)
  return (
    <section className="case-section">
      <h2>{t('sample.title')}</h2>
      <div className="sample-choices">
        <FormRow label={t('sample.device')}>
          {(field) => (
            <select
              {...field}
              value={device}
              onChange={(event) => setQuery({ device: event.target.value })}
            >
              {DEVICES.map((one) => (
                <option key={one} value={one}>
                  {t(`device.${one}`)}
                </option>
              ))}
            </select>
          )}
        </FormRow>
        <Choice
          legend={t('sample.message')}
          value={message}
          options={MESSAGES.map((value) => ({ value, label: t(`sample.message.${value}`) }))}
          onChoose={(value) => setQuery({ message: value })}
        />
        <Choice
          legend={t('sample.language')}
          value={language}
          options={[
            { value: 'ja' as const, label: <span lang="ja">日本語</span> },
            { value: 'en' as const, label: <span lang="en">English</span> },
          ]}
          onChoose={(value) => setQuery({ text: value })}
        />
      </div>
      <PolledView polled={sample} lines={8}>
        {({ subject, sections }) => (
          <article className="sample" lang={language} aria-label={t('sample.title')}>
            <p className="sample-subject">{subject}</p>
            {sections.map(({ heading, paragraphs, steps }) => (
              <section key={heading}>
                <h3>{heading}</h3>
                {paragraphs.map((paragraph) => (
                  <p key={paragraph}>{paragraph}</p>
                ))}
                {steps.length > 0 && (
                  <ol>
                    {steps.map((step) => (
                      <li key={step}>{step}</li>
                    ))}
                  </ol>
                )}
              </section>
            ))}
          </article>
        )}
      </PolledView>
    </section>
  )
}
