import '../../people/people.css'
import { useState } from 'react'
import type {
  MemberCondition,
  MemberInvitation,
  MemberRow,
  Members,
} from '../../../../../src/web/schemas/association/members.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Button } from '../../../design/button.tsx'
import { Choice } from '../../../design/choice.tsx'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState } from '../../../design/states.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { useMay } from '../../../session/use-reach.ts'
import { memberHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { ConditionMark } from './condition-mark.tsx'
import { InvitationNote } from './invitation-note.tsx'
import { MemberDialog } from './member-dialog.tsx'
import { PositionMark } from './position-mark.tsx'

const INTERVAL_MS = 10_000
/** From what needs somebody to what does not. */
const CONDITIONS: readonly MemberCondition[] = [
  'silent',
  'behind',
  'never',
  'suspended',
  'ended',
  'invited',
  'speaking',
  'current',
]

/** Who belongs to the association, and how each is. */
export function MembersPage() {
  const { t } = useTexts()
  const may = useMay()
  const members = usePolled<Members>('/members', INTERVAL_MS)
  const [isAdding, setIsAdding] = useState(false)
  const [invitation, setInvitation] = useState<MemberInvitation | null>(null)
  return (
    <>
      <PageTitle title={t('members.title')}>
        {may('officer') && (
          <Button look="strong" onClick={() => setIsAdding(true)}>
            {t('members.add')}
          </Button>
        )}
      </PageTitle>
      {invitation && <InvitationNote invitation={invitation} onClose={() => setInvitation(null)} />}
      <PolledView polled={members}>{(value) => <MemberList members={value} />}</PolledView>
      {isAdding && (
        <MemberDialog
          member={null}
          onClose={() => setIsAdding(false)}
          onDone={(answer) => {
            setIsAdding(false)
            setInvitation(answer)
            members.reload()
          }}
        />
      )}
    </>
  )
}

function MemberList({ members: { members } }: { readonly members: Members }) {
  const texts = useTexts()
  const { t, format } = texts
  const { query } = useLocation()
  const chosen = CONDITIONS.find((one) => one === query.get('condition')) ?? 'all'
  if (members.length === 0)
    return (
      <EmptyState level={2} title={t('overview.newTitle')}>
        <p className="soft">{t('overview.newText')}</p>
      </EmptyState>
    )
  const counted = CONDITIONS.map((condition) => ({
    condition,
    count: members.filter((member) => member.condition === condition).length,
  })).filter(({ count }) => count > 0)
  const rows = members
    .filter(({ condition }) => chosen === 'all' || condition === chosen)
    .toSorted((a, b) => CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition))
  const withCount = (label: string, count: number) => (
    <>
      {label}
      <span className="count">{format.number(count)}</span>
    </>
  )
  return (
    <>
      <p className="page-lead">
        <Choice<MemberCondition | 'all'>
          legend={t('members.condition')}
          value={chosen}
          options={[
            { value: 'all', label: withCount(t('members.all'), members.length) },
            ...counted.map(({ condition, count }) => ({
              value: condition,
              label: withCount(t(`condition.${condition}`), count),
            })),
          ]}
          onChoose={(value) => setQuery({ condition: value === 'all' ? null : value })}
        />
      </p>
      <DataTable
        caption={t('members.title')}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => memberHref(row.id)}
        hasKeys
        columns={columnsFor(texts)}
      />
    </>
  )
}

function columnsFor(texts: Texts): readonly Column<MemberRow>[] {
  const { t, format } = texts
  return [
    {
      key: 'name',
      header: t('members.name'),
      isWrapping: true,
      sortValue: (row) => row.name,
      cell: (row) => (
        <>
          <strong>{row.name}</strong> <code className="soft">{row.id}</code>
        </>
      ),
    },
    {
      key: 'condition',
      header: t('members.condition'),
      cell: (row) => <ConditionMark condition={row.condition} />,
    },
    {
      key: 'position',
      header: t('members.position'),
      isLow: true,
      sortValue: (row) => row.behind ?? -1,
      cell: (row) =>
        row.position ? <PositionMark position={row.position} /> : <span className="soft">–</span>,
    },
    {
      key: 'contact',
      header: t('members.contact'),
      sortValue: (row) => row.position?.contactAt ?? '',
      cell: (row) =>
        row.position ? (
          <TimeText at={row.position.contactAt} />
        ) : (
          <span className="soft">{t('members.never')}</span>
        ),
    },
    {
      key: 'said',
      header: t('members.said'),
      align: 'end',
      isLow: true,
      sortValue: (row) => row.said.taken + row.said.refused,
      cell: (row) =>
        row.said.refused > 0
          ? t('members.saidRefused', {
              taken: format.number(row.said.taken),
              refused: format.number(row.said.refused),
            })
          : format.number(row.said.taken),
    },
    {
      key: 'alarms',
      header: t('members.alarms'),
      sortValue: (row) => row.alarmCount,
      cell: (row) =>
        row.alarmCount > 0 ? (
          <StatusMark icon="warning" tone="warning" text={format.number(row.alarmCount)} />
        ) : (
          <span className="soft">–</span>
        ),
    },
    {
      key: 'roles',
      header: t('members.roles'),
      isLow: true,
      isWrapping: true,
      cell: (row) => row.roles.map((role) => t(`memberRole.${role}`)).join(t('separator')),
    },
    {
      key: 'ends',
      header: t('members.ends'),
      isLow: true,
      sortValue: (row) => row.endsAt,
      cell: (row) => <time dateTime={row.endsAt}>{format.date(row.endsAt)}</time>,
    },
  ]
}
