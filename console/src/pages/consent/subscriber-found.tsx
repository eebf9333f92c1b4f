import { useState } from 'react'
import type { ConsentProof, SubscriberStanding } from '../../../../src/web/schemas/consent.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { type Texts, useTexts, wordFor } from '../measures/texts/use-texts.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

export type Found = { readonly standing: SubscriberStanding; readonly proof: ConsentProof }
type Answer = SubscriberStanding['answers'][number]
type Event = Found['proof']['events'][number]

/** What they said last, what follows now, everything they ever said; and the file that proves it without us. */
export function SubscriberFound(props: {
  readonly found: Found
  readonly onChange: () => Promise<void>
}) {
  const texts = useTexts()
  const { t, format } = texts
  const [withdrawing, setWithdrawing] = useState<Answer | null>(null)
  const { found, onChange } = props
  const { standing, proof } = found
  const ended = standing.contractEndedAt
  return (
    <div className="subscriber" aria-live="polite">
      <div className="section-head">
        <h3>
          {t('subscriber.of', { number: standing.subscriber })}{' '}
          {ended && <StatusMark icon="silent" tone="soft" text={t('subscriber.gone')} />}
        </h3>
        <Button isSmall onClick={() => download(proof)}>
          {t('subscriber.proof')}
        </Button>
      </div>
      <p className="soft">
        {standing.lines.length === 0 ? t('subscriber.noLine') : standing.lines.join(', ')}
        {standing.pausedUntil &&
          ` · ${t('subscriber.paused', { time: format.instant(standing.pausedUntil) })}`}
      </p>
      <DataTable
        caption={t('subscriber.answers')}
        rows={standing.answers}
        rowKey={(row) => row.scope}
        columns={answerColumns(texts, ended === null ? setWithdrawing : null)}
      />
      <details open>
        <summary>
          <h4 className="summary-title">{t('subscriber.history')}</h4>
        </summary>
        <DataTable
          caption={t('subscriber.history')}
          rows={proof.events.toReversed()}
          rowKey={(row) => row.hash}
          columns={eventColumns(texts)}
        />
      </details>
      {withdrawing && (
        <WithdrawDialog
          scope={withdrawing.scope}
          subscriber={standing.subscriber}
          onClose={() => setWithdrawing(null)}
          onWithdraw={async (channel) => {
            const { subscriber } = standing
            await postJson('/consent/withdraw', { subscriber, scope: withdrawing.scope, channel })
            await onChange()
          }}
        />
      )}
    </div>
  )
}

const ICONS = { granted: 'ok', withdrawn: 'dismissed', lapsed: 'silent', none: 'open' } as const

function answerColumns(
  { t, format }: Texts,
  onWithdraw: ((answer: Answer) => void) | null,
): readonly Column<Answer>[] {
  return [
    {
      key: 'scope',
      header: t('consent.scope'),
      isWrapping: true,
      cell: (row) => t(`scope.${row.scope}`),
    },
    {
      key: 'answer',
      header: t('subscriber.answer'),
      isWrapping: true,
      cell: (row) => (
        <>
          <StatusMark
            icon={ICONS[row.answer]}
            tone={row.answer === 'granted' ? 'plain' : 'soft'}
            text={t(`subscriber.answer.${row.answer}`)}
          />
          {row.answer === 'granted' && !row.isInForce && (
            <p className="small soft">{t('subscriber.notInForce')}</p>
          )}
          {row.endsAt && (
            <p className="small soft">{t('subscriber.ends', { time: format.date(row.endsAt) })}</p>
          )}
        </>
      ),
    },
    {
      key: 'at',
      header: t('subscriber.at'),
      isLow: true,
      cell: (row) => (row.at ? <TimeText at={row.at} /> : <span className="soft">–</span>),
    },
    { key: 'terms', header: t('subscriber.terms'), isLow: true, cell: (row) => row.terms ?? '–' },
    ...(onWithdraw
      ? [
          {
            key: 'withdraw',
            header: t('subscriber.withdrawHead'),
            cell: (row: Answer) =>
              row.answer === 'granted' ? (
                <Button
                  isSmall
                  aria-label={t('subscriber.withdrawOf', { scope: t(`scope.${row.scope}`) })}
                  onClick={() => onWithdraw(row)}
                >
                  {t('subscriber.withdraw')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ]
}

function eventColumns(texts: Texts): readonly Column<Event>[] {
  const { t, format } = texts
  return [
    { key: 'at', header: t('subscriber.at'), cell: (row) => format.instant(row.atMs) },
    {
      key: 'fact',
      header: t('subscriber.fact'),
      isWrapping: true,
      cell: (row) => factText(texts, row),
    },
    {
      key: 'channel',
      header: t('subscriber.channel'),
      cell: (row) => `${wordFor(texts, 'channel', row.channel)} · ${row.actor}`,
    },
    {
      key: 'hash',
      header: t('subscriber.receipt'),
      isLow: true,
      cell: (row) => <code className="soft small">{row.hash.slice(0, 12)}…</code>,
    },
  ]
}

function factText(texts: Texts, { fact }: Event): string {
  const word = wordFor(texts, 'fact', fact.kind)
  const scope = fact['scope']
  const prefixes = fact['prefixes']
  if (typeof scope === 'string') {
    const terms = typeof fact['terms'] === 'string' ? ` (${fact['terms']})` : ''
    return `${word}: ${wordFor(texts, 'scope', scope)}${terms}`
  }
  return Array.isArray(prefixes) ? `${word}: ${prefixes.join(', ')}` : word
}

/** Made of what is on the screen, so that what was looked at is what is handed over. */
function download(proof: Found['proof']): void {
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(proof, null, 2)}\n`], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = `consent-proof-${proof.head.slice(0, 12)}.json`
  link.click()
  URL.revokeObjectURL(url)
}
