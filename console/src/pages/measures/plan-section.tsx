import { useState } from 'react'
import type { MeasurePlan } from '../../../../src/web/schemas/measures.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { useMay, useMyId } from '../../session/use-reach.ts'
import { CollateralSection } from './collateral-section.tsx'
import { AddedTable, LeftOutTable, RemovedTable } from './plan-tables.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useTexts } from './texts/use-texts.ts'

/** From what is in force to what would be, with the reason of every line; and who says yes to it. */
export function PlanSection(props: { readonly plan: MeasurePlan; readonly onChange: () => void }) {
  const { t, tCount } = useTexts()
  const { plan } = props
  const isSame = plan.addedCount + plan.removedCount === 0
  return (
    <>
      <p className="soft page-lead">
        {t(plan.isPreview ? 'plan.preview' : 'plan.lead')} {t('plan.made')}{' '}
        <TimeText at={plan.madeAt} />
      </p>
      <ul className="plan-devices">
        {plan.devices.map((device) => (
          <li key={device.plane}>
            <strong>{device.plane}</strong>{' '}
            {t('plan.device', { targets: device.targets, sources: device.sources })}{' '}
            {device.sourcesLeftOut > 0 && (
              <StatusMark
                icon="warning"
                tone="warning"
                text={tCount('plan.sourcesLeftOut', device.sourcesLeftOut)}
              />
            )}
          </li>
        ))}
      </ul>
      {isSame ? (
        <EmptyState title={t('plan.sameTitle')}>
          <p className="soft">{t('plan.sameText')}</p>
        </EmptyState>
      ) : (
        <>
          <Approval {...props} />
          {plan.removedCount > 0 && <RemovedTable plan={plan} />}
          {plan.addedCount > 0 && <AddedTable plan={plan} />}
          {plan.addedCount > 0 && <CollateralSection planId={plan.id} />}
        </>
      )}
      {plan.leftOutCount > 0 && <LeftOutTable plan={plan} />}
    </>
  )
}

function Approval(props: { readonly plan: MeasurePlan; readonly onChange: () => void }) {
  const { t, tCount } = useTexts()
  const may = useMay()
  const myId = useMyId()
  const [isAsking, setIsAsking] = useState(false)
  const { plan, onChange } = props
  const mine = plan.approvals.some(({ actor }) => actor === myId)
  const isWaiting = plan.waiting > 0 && !plan.isPreview
  useShortcuts({ a: isWaiting && !mine && may('approver') ? () => setIsAsking(true) : undefined })
  if (!isWaiting) return null
  return (
    <div className="standing">
      <StatusMark icon="open" text={tCount('plan.waiting', plan.waiting)} />
      <p>
        {t('plan.approvals', { count: plan.approvals.length, needed: plan.approvalsNeeded })}{' '}
        {plan.approvals.map(({ actor, note }) => t('plan.approvedBy', { actor, note })).join(' ')}
      </p>
      {mine ? (
        <p className="soft">{t('plan.secondPerson')}</p>
      ) : may('approver') ? (
        <Button look="strong" aria-keyshortcuts="a" onClick={() => setIsAsking(true)}>
          {t('plan.approve')} <kbd>a</kbd>
        </Button>
      ) : (
        <p className="soft">{t('plan.approver')}</p>
      )}
      {isAsking && (
        <ReasonDialog
          title={t('plan.approveAsk')}
          text={tCount('plan.approveText', plan.waiting)}
          action={t('plan.approve')}
          onClose={() => setIsAsking(false)}
          onAct={async (note) => {
            await postJson('/measures/plan/approve', { plan: plan.id, note })
            onChange()
          }}
        />
      )}
    </div>
  )
}
