import './people.css'
import { useState } from 'react'
import type { LinkAnswer, People, PersonRow, Role } from '../../../../src/web/schemas/people.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { type Locale, useLocale } from '../../i18n/locale.tsx'
import type { MessageKey } from '../../i18n/translate.ts'
import { personHref } from '../../router/routes.ts'
import { useHouse, useMay } from '../../session/use-reach.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { LinkNote } from './link-note.tsx'

const INTERVAL_MS = 30_000

/** Who may come in, and what they may do. */
export function PeoplePage() {
  const locale = useLocale()
  const { t } = locale
  const may = useMay()
  const people = usePolled<People>(may('administrator') ? '/people' : null, INTERVAL_MS)
  const [isInviting, setIsInviting] = useState(false)
  const [link, setLink] = useState<LinkAnswer | null>(null)
  return (
    <>
      <PageTitle title={t('people.title')}>
        {may('administrator') && (
          <Button look="strong" onClick={() => setIsInviting(true)}>
            {t('people.invite')}
          </Button>
        )}
      </PageTitle>
      {!may('administrator') && <p className="soft">{t('people.notYours')}</p>}
      {link && <LinkNote link={link} onClose={() => setLink(null)} />}
      {people.value ? (
        <>
          <Warnings people={people.value.people} />
          <DataTable
            caption={t('people.title')}
            rows={people.value.people}
            rowKey={(row) => row.id}
            rowHref={(row) => personHref(row.id)}
            hasKeys
            columns={columnsFor(locale)}
          />
        </>
      ) : people.error ? (
        <ErrorState error={people.error} onRetry={people.reload} />
      ) : (
        may('administrator') && <LoadingState lines={6} />
      )}
      {isInviting && (
        <InviteDialog
          onClose={() => setIsInviting(false)}
          onInvited={(answer) => {
            setIsInviting(false)
            setLink(answer)
            people.reload()
          }}
        />
      )}
    </>
  )
}

/** What a small organisation overlooks: publishing needs two people, and somebody has to let others in. */
function Warnings({ people }: { readonly people: readonly PersonRow[] }) {
  const { t } = useLocale()
  const house = useHouse()
  const standing = people.filter(({ removedAt }) => removedAt === null)
  const withRole = (role: PersonRow['roles'][number]) =>
    standing.filter(({ roles }) => roles.includes(role)).length
  const warnings = [
    ...(house === 'association' ? ofAssociation(withRole) : ofOperator(standing, withRole)).map(
      (key) => t(key),
    ),
    ...(withRole('administrator') < 2 ? [t('people.warnAdministrator')] : []),
  ]
  if (warnings.length === 0) return null
  return (
    <ul className="notes">
      {warnings.map((text) => (
        <li key={text}>
          <StatusMark icon="warning" tone="warning" text="" /> {text}
        </li>
      ))}
    </ul>
  )
}

type CountRole = (role: Role) => number

function ofOperator(standing: readonly PersonRow[], withRole: CountRole): readonly MessageKey[] {
  const deciders = standing.filter(
    ({ roles }) => roles.includes('analyst') || roles.includes('approver'),
  ).length
  return [
    ...(deciders < 2 || withRole('approver') === 0 ? (['people.warnTwo'] as const) : []),
    ...(withRole('privacy-officer') === 0 ? (['people.warnOfficer'] as const) : []),
  ]
}

function ofAssociation(withRole: CountRole): readonly MessageKey[] {
  const deciders = withRole('officer') + withRole('reviewer')
  return [
    ...(deciders < 2 || withRole('reviewer') === 0 ? (['people.warnReview'] as const) : []),
    ...(withRole('auditor') === 0 ? (['people.warnAuditor'] as const) : []),
  ]
}

function columnsFor({ t, format }: Locale): readonly Column<PersonRow>[] {
  return [
    {
      key: 'name',
      header: t('people.name'),
      cell: (row) => (
        <>
          <strong>{row.name || row.id}</strong> <code className="soft">{row.id}</code>
        </>
      ),
    },
    {
      key: 'roles',
      header: t('people.roles'),
      isWrapping: true,
      cell: (row) =>
        row.removedAt ? (
          <StatusMark
            icon="silent"
            tone="soft"
            text={t('people.removed', { time: format.date(row.removedAt) })}
          />
        ) : (
          row.roles.map((role) => t(`role.${role}`)).join(t('people.separator'))
        ),
    },
    {
      key: 'since',
      header: t('people.since'),
      isLow: true,
      cell: (row) =>
        t('people.sinceBy', { time: format.date(row.createdAt), actor: row.createdBy }),
    },
  ]
}
