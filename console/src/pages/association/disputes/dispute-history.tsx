import type { DisputeDetail } from '../../../../../src/web/schemas/association/disputes.ts'
import { DataTable } from '../../../design/data-table.tsx'
import { type TextKey, useTexts } from '../texts/use-texts.ts'

/** What was written, in the writer's own words, beside what was done. */
export function DisputeHistory({ detail }: { readonly detail: DisputeDetail }) {
  const { t, say, format } = useTexts()
  const authorText = (author: string) => (author === 'owner' ? t('dispute.owner') : author)
  const detailText = (details: DisputeDetail['events'][number]['details']) =>
    Object.entries(details ?? {})
      .map(([name, value]) => {
        if (name === 'outcome') return t(`outcome.${value}` as TextKey)
        if (name === 'proof') return t(`dispute.proof.${value}` as TextKey)
        if (name === 'isSuspended') return t(value ? 'disputes.suspended' : 'disputes.enforced')
        const reason = detail.reasons.find(({ code }) => code === value)
        return reason ? say(reason.text) : `${name} ${value}`
      })
      .join(t('separator'))
  return (
    <div className="two-columns">
      <section>
        <h2>{t('dispute.texts')}</h2>
        {detail.texts.length === 0 ? (
          <p className="soft">{t('dispute.noTexts')}</p>
        ) : (
          <ol className="letters">
            {detail.texts.map(({ at, author, kind, body }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: texts are only ever added behind
              <li key={place}>
                <p className="soft small">
                  {authorText(author)}
                  {t('separator')}
                  {t(`dispute.text.${kind}` as TextKey)}
                  {t('separator')}
                  <time dateTime={at}>{format.instant(at)}</time>
                </p>
                <p className="letter-body">{body}</p>
              </li>
            ))}
          </ol>
        )}
      </section>
      <section>
        <h2>{t('dispute.history')}</h2>
        <DataTable
          caption={t('dispute.history')}
          rows={detail.events.map((event, place) => ({ ...event, place }))}
          rowKey={(row) => String(row.place)}
          columns={[
            {
              key: 'at',
              header: t('record.at'),
              cell: (row) => <time dateTime={row.at}>{format.instant(row.at)}</time>,
            },
            {
              key: 'kind',
              header: t('record.what'),
              cell: (row) => t(`dispute.act.${row.kind}` as TextKey),
            },
            { key: 'actor', header: t('record.actor'), cell: (row) => authorText(row.actor) },
            {
              key: 'details',
              header: t('record.details'),
              isWrapping: true,
              isLow: true,
              cell: (row) => detailText(row.details),
            },
          ]}
        />
      </section>
    </div>
  )
}
