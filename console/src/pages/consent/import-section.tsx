import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import type { WorkOf } from '../../../../src/web/schemas/background-work.ts'
import type { ImportConsentAnswer } from '../../../../src/web/schemas/consent.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Facts } from '../../design/facts.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useTexts } from '../measures/texts/use-texts.ts'
import { WorkProgress } from '../measures/work-progress.tsx'

const INTERVAL_MS = 2_000
/** As `ConsentText` has it; larger files are read at the machine. */
const FILE_OCTETS_MAX = 16 * 1024 * 1024

/** A file of consents: first what it would do and every line that is wrong, then the same for real. */
export function ImportSection({ onImported }: { readonly onImported: () => void }) {
  const { t, format } = useTexts()
  const { value, reload } = usePolled<WorkOf<ImportConsentAnswer>>('/consent/import', INTERVAL_MS)
  const [file, setFile] = useState<{ name: string; text: string } | null>(null)
  const [tooLarge, setTooLarge] = useState<string | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const work = value?.work ?? null
  const isRunning = work !== null && work.endedAt === null
  useImported(work?.endedAt && work.result?.isRecorded ? work.endedAt : null, onImported)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? []
    setFile(null)
    setTooLarge(null)
    if (!chosen) return
    if (chosen.size > FILE_OCTETS_MAX)
      setTooLarge(t('import.tooLarge', { size: format.octets(chosen.size) }))
    else setFile({ name: chosen.name, text: await chosen.text() })
  }
  const begin = (isDryRun: boolean) =>
    void attempt(async () => {
      await postJson('/consent/import', { text: file?.text, isDryRun })
      reload()
    })
  return (
    <section className="case-section">
      <h2>{t('import.title')}</h2>
      <p className="soft page-lead">{t('import.lead')}</p>
      <div className="wide-form">
        <FormRow label={t('import.file')} hint={t('import.hint')} error={tooLarge}>
          {(field) => (
            <input
              {...field}
              type="file"
              accept=".csv,text/csv"
              onChange={(event) => void choose(event)}
            />
          )}
        </FormRow>
        <div className="measures-switch">
          <Button disabled={!file || isBusy || isRunning} onClick={() => begin(true)}>
            {t('import.try')}
          </Button>
          <Button
            look="strong"
            disabled={!file || isBusy || isRunning}
            onClick={() => begin(false)}
          >
            {t('import.record')}
          </Button>
        </div>
      </div>
      <Failure>{failure}</Failure>
      {work && <WorkProgress work={work} label={t('import.title')} />}
      {work?.result && work.endedAt && <Outcome result={work.result} endedAt={work.endedAt} />}
    </section>
  )
}

/** Once for each import that recorded something. */
function useImported(endedAt: string | null, onImported: () => void): void {
  const told = useRef(endedAt)
  useEffect(() => {
    if (endedAt === null || endedAt === told.current) return
    told.current = endedAt
    onImported()
  }, [endedAt, onImported])
}

function Outcome(props: { readonly result: ImportConsentAnswer; readonly endedAt: string }) {
  const { t, tCount, format, say } = useTexts()
  const { result, endedAt } = props
  const isWrong = result.faultCount > 0
  return (
    <div className="import-outcome">
      <p>
        <StatusMark
          icon={isWrong ? 'warning' : 'ok'}
          tone={isWrong ? 'warning' : 'plain'}
          text={
            isWrong
              ? tCount('import.faults', result.faultCount)
              : t(result.isRecorded ? 'import.recorded' : 'import.tried')
          }
        />{' '}
        <span className="soft">
          <TimeText at={endedAt} />
        </span>
      </p>
      {!isWrong && (
        <Facts
          facts={[
            [t('import.rows'), format.number(result.rows)],
            [t('import.granted'), format.number(result.granted)],
            [t('import.withdrawn'), format.number(result.withdrawn)],
            [t('import.lines'), format.number(result.lineChanges)],
            [t('import.unchanged'), format.number(result.unchanged)],
            [t('import.kept'), format.number(result.keptWithdrawn)],
          ]}
        />
      )}
      {isWrong && (
        <DataTable
          caption={t('import.faultsCaption')}
          rows={result.faults}
          rowKey={(row) => `${row.line} ${row.code}`}
          columns={[
            {
              key: 'line',
              header: t('import.line'),
              align: 'end',
              cell: (row) => format.number(row.line),
            },
            {
              key: 'fault',
              header: t('import.fault'),
              isWrapping: true,
              cell: (row) => say(row.text),
            },
            {
              key: 'code',
              header: t('import.code'),
              isLow: true,
              cell: (row) => <code>{row.code}</code>,
            },
          ]}
        />
      )}
    </div>
  )
}
