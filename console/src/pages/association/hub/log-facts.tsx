import type { ReactNode } from 'react'
import type { LogState } from '../../../../../src/web/schemas/association/hub.ts'
import { StatusMark } from '../../../design/status-mark.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import type { Texts } from '../texts/use-texts.ts'

/** What somebody has to know of a log to believe it. */
export function logFacts(
  log: Omit<LogState, 'checkpoint'>,
  { t, tCount, format }: Texts,
): readonly (readonly [string, ReactNode])[] {
  const [newest] = log.witnesses.toSorted((a, b) => b.seenAt.localeCompare(a.seenAt))
  return [
    [t('log.size'), format.number(log.size)],
    [
      t('log.checkpoint'),
      log.waiting === 0 ? (
        <StatusMark key="ok" icon="ok" text={t('log.whole')} />
      ) : (
        <StatusMark
          key="waiting"
          icon="warning"
          tone="warning"
          text={tCount('overview.logWaiting', log.waiting)}
        />
      ),
    ],
    [t('log.last'), log.lastStatedAt ? <TimeText key="last" at={log.lastStatedAt} /> : '–'],
    [
      t('log.witnesses'),
      newest ? (
        <span key="witnesses">
          {tCount('log.witnessCount', log.witnesses.length)}, <TimeText at={newest.seenAt} />
        </span>
      ) : (
        <span key="none" className="soft">
          {t('log.noWitness')}
        </span>
      ),
    ],
    [
      t('log.stamp'),
      log.stamp ? (
        <span key="stamp">
          {log.stamp.at && <TimeText at={log.stamp.at} />}{' '}
          <span className="soft">
            {t('log.stampSize', { size: format.number(log.stamp.size) })}
          </span>
        </span>
      ) : (
        <span key="none" className="soft">
          {t('log.noStamp')}
        </span>
      ),
    ],
  ]
}
