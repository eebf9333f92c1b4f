import { useState } from 'react'
import type { MeasureEntries, MeasureEntry } from '../../../../src/web/schemas/measures.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useMay } from '../../session/use-reach.ts'
import { PolledView } from '../association/polled-view.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { type RemovedEntry, RemovedLine, UNDO_MS } from './removed-line.tsx'
import { useTexts } from './texts/use-texts.ts'

const INTERVAL_MS = 60_000
type Kind = 'name' | 'override'

/** What people decided here besides warnings: names to block, and what is never blocked. */
export function EntriesSection({ onChange }: { readonly onChange: () => void }) {
  const { t } = useTexts()
  const may = useMay()
  const entries = usePolled<MeasureEntries>('/measures/entries', INTERVAL_MS)
  const [adding, setAdding] = useState<Kind | null>(null)
  const [removed, setRemoved] = useState<RemovedEntry | null>(null)
  const changed = () => {
    entries.reload()
    onChange()
  }
  const remove = (kind: Kind) => async (entry: MeasureEntry) => {
    await postJson('/measures/entries/remove', { id: entry.id })
    setRemoved({ kind, entry, until: new Date(Date.now() + UNDO_MS).toISOString() })
    changed()
  }
  return (
    <section className="case-section">
      <h2>{t('entries.title')}</h2>
      <RemovedLine removed={removed} onUndone={changed} onClose={() => setRemoved(null)} />
      <PolledView polled={entries} lines={3}>
        {(found) => (
          <div className="two-columns">
            {(['override', 'name'] as const).map((kind) => (
              <EntryList
                key={kind}
                kind={kind}
                rows={kind === 'name' ? found.names : found.overrides}
                onAdd={may('analyst') ? () => setAdding(kind) : null}
                onRemove={may('approver') ? remove(kind) : null}
              />
            ))}
          </div>
        )}
      </PolledView>
      {adding && (
        <EntryDialog
          kind={adding}
          onClose={() => setAdding(null)}
          onAdded={() => {
            setAdding(null)
            changed()
          }}
        />
      )}
    </section>
  )
}

function EntryList(props: {
  readonly kind: Kind
  readonly rows: readonly MeasureEntry[]
  readonly onAdd: (() => void) | null
  readonly onRemove: ((entry: MeasureEntry) => Promise<void>) | null
}) {
  const { t } = useTexts()
  const { kind, rows, onAdd, onRemove } = props
  return (
    <div>
      <div className="section-head">
        <h3>{t(`entries.${kind}s`)}</h3>
        {onAdd && (
          <Button isSmall onClick={onAdd}>
            {t(`entries.${kind}Add`)}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="soft">{t(`entries.${kind}None`)}</p>
      ) : (
        <DataTable
          caption={t(`entries.${kind}s`)}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'target',
              header: t('plan.target'),
              isWrapping: true,
              cell: (row) => (
                <>
                  <code className="target">
                    {row.isTree && '*.'}
                    {row.target}
                  </code>
                  <p className="small entry-reason">{row.reason}</p>
                </>
              ),
            },
            {
              key: 'by',
              header: t('entries.by'),
              isLow: true,
              isWrapping: true,
              cell: (row) => (
                <>
                  {row.addedBy} <TimeText at={row.addedAt} />
                </>
              ),
            },
            {
              key: 'until',
              header: t('plan.until'),
              cell: (row) =>
                row.until ? (
                  <TimeText at={row.until} />
                ) : (
                  <span className="soft">{t('entries.forever')}</span>
                ),
            },
            ...(onRemove
              ? [
                  {
                    key: 'remove',
                    header: t('entries.removeHead'),
                    cell: (row: MeasureEntry) => (
                      <Button
                        isSmall
                        aria-label={t('entries.removeOf', { target: row.target })}
                        onClick={() => void onRemove(row)}
                      >
                        {t('entries.remove')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </div>
  )
}
