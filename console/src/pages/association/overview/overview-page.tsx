import '../../overview/overview.css'
import type { AssociationOverview } from '../../../../../src/web/schemas/association/hub.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { useTabTitle } from '../../../design/page-title.tsx'
import { FlowFigure } from '../flow-figure.tsx'
import { OVERVIEW_INTERVAL_MS, OVERVIEW_PATH } from '../overview-path.ts'
import { PolledView } from '../polled-view.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { AttentionSection } from './attention-section.tsx'
import { FirstMember } from './first-member.tsx'
import { LogSection } from './log-section.tsx'
import { ReachSection } from './reach-section.tsx'
import { ReachStrip } from './reach-strip.tsx'

/** Answers in five seconds: are all members reached, is anything overdue, is the log healthy? */
export function OverviewPage() {
  const { t } = useTexts()
  useTabTitle(t('overview.title'))
  const overview = usePolled<AssociationOverview>(OVERVIEW_PATH, OVERVIEW_INTERVAL_MS)
  return (
    <>
      <h1 className="visually-hidden">{t('overview.title')}</h1>
      <PolledView polled={overview}>
        {(value) => (isNew(value) ? <FirstMember /> : <Overview overview={value} />)}
      </PolledView>
    </>
  )
}

const isNew = ({ members }: AssociationOverview): boolean =>
  members.receiving + members.invited.length + members.suspended.length + members.ending.length ===
  0

function Overview({ overview }: { readonly overview: AssociationOverview }) {
  const { t } = useTexts()
  return (
    <>
      <ReachStrip overview={overview} />
      <div className="overview">
        <div className="overview-column">
          <AttentionSection overview={overview} />
          <ReachSection />
        </div>
        <div className="overview-column">
          <FlowFigure title={t('overview.flow')} hours={overview.day} />
          <LogSection log={overview.log} />
        </div>
      </div>
    </>
  )
}
