import type { CaseSummary } from '../../../../src/web/schemas/cases.ts'
import { choicesOf } from '../../cases/choices.ts'
import type { BulkKind } from '../../cases/decided.ts'
import { useDecisions } from '../../cases/decision.tsx'
import { Button } from '../../design/button.tsx'
import { useLocale } from '../../i18n/locale.tsx'

const OFFERED: readonly BulkKind[] = ['review', 'dismiss', 'confirm', 'reopen', 'retract']

/** What can be done with all that is ticked. Offers what fits at least one, and says how many it fits. */
export function BulkBar(props: {
  readonly chosen: readonly CaseSummary[]
  readonly onClear: () => void
}) {
  const { t, tCount, format } = useLocale()
  const { ask } = useDecisions()
  const { chosen } = props
  if (chosen.length === 0) return null
  return (
    <section className="bulk-bar" aria-label={t('bulk.label')}>
      <strong>{tCount('bulk.count', chosen.length)}</strong>
      {OFFERED.map((kind) => {
        const fitting = chosen.filter((one) => choicesOf(one).includes(kind))
        if (fitting.length === 0) return null
        return (
          <Button key={kind} isSmall onClick={() => ask(kind, ...fitting)}>
            {t(`casePage.${kind}`)}
            {fitting.length < chosen.length && ` (${format.number(fitting.length)})`}
            {KEYS[kind] && <kbd>{KEYS[kind]}</kbd>}
          </Button>
        )
      })}
      <Button look="quiet" isSmall onClick={props.onClear}>
        {t('bulk.clear')}
      </Button>
    </section>
  )
}

const KEYS: Partial<Record<BulkKind, string>> = { confirm: 'c', dismiss: 'd' }
