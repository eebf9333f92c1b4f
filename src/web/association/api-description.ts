import type { ApiDescription } from '../openapi.ts'
import * as disputes from '../schemas/association/disputes.ts'
import * as hub from '../schemas/association/hub.ts'
import * as members from '../schemas/association/members.ts'
import * as warnings from '../schemas/association/warnings.ts'
import * as people from '../schemas/people.ts'
import { Problem } from '../schemas/shared.ts'

const { Person, SessionState, Account, People } = people
const { MemberRow, Members, MemberDetail, Alarm, HubEvent } = members
const {
  SharedWarning,
  SharedWarnings,
  SharedWarningDetail,
  WarningSources,
  FlowHour,
  WarningFlow,
} = warnings
const { LogState, AssociationOverview, AssociationLedger, HubRecord, AssociationStatistics } = hub

const { DisputeRow, Disputes, DisputeDetail } = disputes

export const ASSOCIATION_DESCRIPTION: ApiDescription = {
  description:
    'The hub of an association: its members, the warnings between them, and who still acts on what was ' +
    'withdrawn. Nothing here knows a flow, a case or a subscriber.',
  named: {
    Problem,
    Person,
    SessionState,
    Account,
    People,
    MemberRow,
    Members,
    MemberDetail,
    Alarm,
    HubEvent,
    SharedWarning,
    SharedWarnings,
    SharedWarningDetail,
    WarningSources,
    FlowHour,
    WarningFlow,
    DisputeRow,
    Disputes,
    DisputeDetail,
    LogState,
    AssociationOverview,
    AssociationLedger,
    HubRecord,
    AssociationStatistics,
  },
}
