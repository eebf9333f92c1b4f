import { useState } from 'react'
import type { WarningSources } from '../../../../../src/web/schemas/association/warnings.ts'
import { postJson } from '../../../api/client.ts'
import { Button } from '../../../design/button.tsx'
import { DataTable } from '../../../design/data-table.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Failure } from '../../../session/failure.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay } from '../../../session/use-reach.ts'
import { memberHref } from '../association-routes.ts'
import { useTexts } from '../texts/use-texts.ts'
import { WarningMark } from '../warning-mark.tsx'

/** Which members speak for it: asked for by a person, and the asking stands in the record. */
export function SourceSection({ path }: { readonly path: string }) {
  const { t } = useTexts()
  const may = useMay()
  const [sources, setSources] = useState<WarningSources['sources'] | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const show = () =>
    void attempt(async () =>
      setSources((await postJson<WarningSources>(`${path}/sources`, {})).sources),
    )
  return (
    <section>
      <h2>{t('sources.title')}</h2>
      <p className="soft">{t('sources.text')}</p>
      <Failure>{failure}</Failure>
      {!may('officer') ? (
        <p className="soft">{t('sources.notYours')}</p>
      ) : sources === null ? (
        <p className="page-tools">
          <Button disabled={isBusy} onClick={show}>
            {t('sources.show')}
          </Button>
        </p>
      ) : (
        <DataTable
          caption={t('sources.title')}
          rows={sources}
          rowKey={(row) => row.memberId}
          rowHref={(row) => memberHref(row.memberId)}
          columns={[
            { key: 'name', header: t('members.name'), isWrapping: true, cell: (row) => row.name },
            { key: 'group', header: t('field.group'), isLow: true, cell: (row) => row.group },
            {
              key: 'said',
              header: t('warning.said'),
              cell: (row) =>
                row.isSpeaking ? (
                  <WarningMark status={row.warning.status} />
                ) : (
                  <span className="soft">{t('sources.silent')}</span>
                ),
            },
            {
              key: 'at',
              header: t('sources.at'),
              cell: (row) => <TimeText at={row.receivedAt} />,
            },
          ]}
        />
      )}
    </section>
  )
}
