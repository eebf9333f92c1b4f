import type { Members } from '../../../../../src/web/schemas/association/members.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Link } from '../../../router/link.tsx'
import { memberHref } from '../association-routes.ts'
import { ConditionMark } from '../members/condition-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

const INTERVAL_MS = 15_000
/** More than a screen of names is what the list of members is for. */
const SHOWN_MAX = 60

/** Every receiving member with how it is, by name: where somebody is missing shows at once. */
export function ReachSection() {
  const { t } = useTexts()
  const { value } = usePolled<Members>('/members', INTERVAL_MS)
  const receiving = (value?.members ?? []).filter(
    ({ roles, condition }) => roles.includes('receiving') && condition !== 'invited',
  )
  if (receiving.length === 0) return null
  return (
    <section>
      <div className="section-head">
        <h2>{t('overview.reach')}</h2>
        <Link className="small" href="/members">
          {t('overview.allMembers')}
        </Link>
      </div>
      <ul className="holders">
        {receiving.slice(0, SHOWN_MAX).map(({ id, name, condition }) => (
          <li key={id}>
            <Link href={memberHref(id)}>{name}</Link>
            <ConditionMark condition={condition} />
          </li>
        ))}
      </ul>
    </section>
  )
}
