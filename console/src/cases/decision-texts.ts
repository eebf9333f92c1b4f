import type { MessageKey } from '../i18n/translate.ts'
import type { DecisionKind } from './decided.ts'

/** Reasons that are given often, at one press. A reason is asked for every decision all the same. */
export const SUGGESTIONS: Partial<Record<DecisionKind, readonly MessageKey[]>> = {
  confirm: ['decision.confirmReason1', 'decision.confirmReason2', 'decision.confirmReason3'],
  dismiss: ['decision.dismissReason1', 'decision.dismissReason2', 'decision.dismissReason3'],
  decline: ['decision.declineReason1', 'decision.declineReason2'],
}
