import type { LogState } from '../../../../../src/web/schemas/association/hub.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { CopyButton } from '../../../design/copy-button.tsx'
import { DataTable } from '../../../design/data-table.tsx'
import { Facts } from '../../../design/facts.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { PolledView } from '../polled-view.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { logFacts } from './log-facts.tsx'

const INTERVAL_MS = 15_000

/** The log as anybody can check it, and what to give them to do so. */
export function LogPage() {
  const { t } = useTexts()
  const log = usePolled<LogState>('/log', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('log.title')} />
      <p className="soft page-lead">{t('log.lead')}</p>
      <PolledView polled={log}>{(value) => <Log log={value} />}</PolledView>
    </>
  )
}

function Log({ log }: { readonly log: LogState }) {
  const texts = useTexts()
  const { t, format, common } = texts
  return (
    <>
      <Facts
        facts={[
          ...logFacts(log, texts),
          [t('log.forgotten'), format.number(log.forgotten)],
          [t('log.origin'), <code key="origin">{log.origin}</code>],
        ]}
      />
      <div className="two-columns">
        <section>
          <div className="section-head">
            <h2>{t('log.checkpointTitle')}</h2>
            <div className="page-tools">
              <CopyButton
                text={log.checkpoint}
                label={common('settings.copy')}
                done={common('settings.copied')}
              />
              <a className="button button-small" href="/api/v1/log/checkpoint" download>
                {t('log.download')}
              </a>
            </div>
          </div>
          <p className="soft small">{t('log.checkpointText')}</p>
          <pre className="code-block code" translate="no">
            {log.checkpoint}
          </pre>
          <h3>{t('log.key')}</h3>
          <p className="soft small">{t('log.keyText')}</p>
          <pre className="code-block code" translate="no">
            {log.verifierKey}
          </pre>
        </section>
        <section>
          <h2>{t('log.witnesses')}</h2>
          {log.witnesses.length === 0 ? (
            <p className="soft">{t('log.noWitnessText')}</p>
          ) : (
            <DataTable
              caption={t('log.witnesses')}
              rows={log.witnesses}
              rowKey={(row) => row.name}
              columns={[
                { key: 'name', header: t('log.witness'), cell: (row) => <code>{row.name}</code> },
                { key: 'seen', header: t('log.seen'), cell: (row) => format.instant(row.seenAt) },
              ]}
            />
          )}
          <h2 className="house-section">{t('log.proofs')}</h2>
          <p className="soft">{t('log.proofsText')}</p>
        </section>
      </div>
    </>
  )
}
