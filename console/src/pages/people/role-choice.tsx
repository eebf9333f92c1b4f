import type { House, Role } from '../../../../src/web/schemas/people.ts'
import { useLocale } from '../../i18n/locale.tsx'
import { useHouse } from '../../session/use-reach.ts'

/** What each house has to give. */
const HOUSE_ROLES: Readonly<Record<House, readonly Role[]>> = {
  operator: ['viewer', 'analyst', 'approver', 'privacy-officer', 'administrator'],
  association: ['viewer', 'officer', 'reviewer', 'auditor', 'administrator'],
}

/** Roles with what each may do, so that nobody has to guess what they give. */
export function RoleChoice(props: {
  readonly legend: string
  readonly roles: readonly Role[]
  /** What may be given here. */
  readonly offered?: readonly Role[]
  readonly onChange: (roles: readonly Role[]) => void
}) {
  const { t } = useLocale()
  const house = useHouse()
  const { roles } = props
  return (
    <fieldset className="roles">
      <legend>{props.legend}</legend>
      {(props.offered ?? HOUSE_ROLES[house]).map((role) => (
        <label key={role}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={() =>
              props.onChange(
                roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role],
              )
            }
          />
          <span>
            {t(`role.${role}`)}
            <br />
            <span className="soft small">
              {t(
                house === 'association' && role === 'viewer'
                  ? 'role.viewerTextAssociation'
                  : `role.${role}Text`,
              )}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
