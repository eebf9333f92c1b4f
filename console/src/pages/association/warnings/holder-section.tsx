import type { SharedWarningDetail } from '../../../../../src/web/schemas/association/warnings.ts'
import type { IconName } from '../../../design/icon.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { Link } from '../../../router/link.tsx'
import { memberHref } from '../association-routes.ts'
import { ProbeMark } from '../hub/probe-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

type State = SharedWarningDetail['holders'][number]['state']
const ICONS: Readonly<Record<State, IconName>> = {
  'not-given': 'open',
  given: 'down',
  holds: 'watch',
  enforces: 'ok',
}

/** Who holds it and acts on it; of what was withdrawn, who has stopped and who has not said so. */
export function HolderSection({ detail }: { readonly detail: SharedWarningDetail }) {
  const { t, format } = useTexts()
  const { holders, receipts, withdrawnAt } = detail
  const lifted = new Map(receipts.map((receipt) => [receipt.memberId, receipt]))
  const isWithdrawn = withdrawnAt !== null
  const doneCount = holders.filter(({ state }) => state === 'enforces').length
  const isOpen = (state: State) => isWithdrawn && (state === 'given' || state === 'holds')
  return (
    <section className="house-section">
      <h2>
        {t(isWithdrawn ? 'warning.stopped' : 'warning.holders', {
          count: format.number(doneCount),
          total: format.number(holders.length),
        })}
      </h2>
      {holders.length === 0 ? (
        <p className="soft">{t('warning.noHolder')}</p>
      ) : (
        <ul className="holders">
          {holders.map(({ memberId, name, state }) => (
            <li key={memberId}>
              <Link href={memberHref(memberId)}>{name}</Link>
              <StatusMark
                icon={isOpen(state) ? 'warning' : ICONS[state]}
                tone={isOpen(state) ? 'warning' : state === 'enforces' ? 'plain' : 'soft'}
                text={t(isWithdrawn ? `stopped.${state}` : `holder.${state}`)}
              />
              {isWithdrawn && lifted.has(memberId) && <ProbeMark receipt={lifted.get(memberId)!} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
