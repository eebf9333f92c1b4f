import type { AlertErrorCode } from '../../alerts/errors.ts'
import type { CaseErrorCode } from '../../cases/errors.ts'
import type { ListErrorCode } from '../../cases/lists/errors.ts'
import type { StoreErrorCode } from '../../flows/store/errors.ts'
import type { ConsentErrorCode } from '../../measures/consent/errors.ts'
import type { PlanErrorCode } from '../../measures/plan/errors.ts'
import type { PlaneErrorCode } from '../../measures/planes/errors.ts'
import type { ReleaseErrorCode } from '../../measures/release/errors.ts'
import type { NoticeErrorCode } from '../../notice/errors.ts'
import type { PeopleErrorCode } from '../../people/errors.ts'
import type { VerdictErrorCode } from '../../verdicts/errors.ts'
import type { WebErrorCode } from './errors.ts'

/** Every code that an answer of an operator's service may carry. */
export type ProblemCode =
  | WebErrorCode
  | AlertErrorCode
  | CaseErrorCode
  | ListErrorCode
  | ConsentErrorCode
  | PlanErrorCode
  | PlaneErrorCode
  | ReleaseErrorCode
  | NoticeErrorCode
  | PeopleErrorCode
  | StoreErrorCode
  | VerdictErrorCode
