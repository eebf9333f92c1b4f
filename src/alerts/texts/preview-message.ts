import { HOUR_MS } from '../../core/time-span.ts'
import type { DeviceKind } from '../device-kind.ts'
import type { Problem } from '../reason.ts'
import type { MessageKind } from '../tables.ts'
import { type MessageText, messageText, type Sender } from './message-text.ts'

export type PreviewRequest = {
  readonly deviceKind: DeviceKind
  readonly problem?: Problem | undefined
  readonly kind: MessageKind
  readonly language: 'ja' | 'en'
}

/** A text as it would go out, about nobody. */
export function previewMessage(
  { deviceKind, problem, kind, language }: PreviewRequest,
  sender: Sender,
  lastMs: number,
  windowHours: number,
): MessageText {
  const reason = problem === undefined ? 'c2' : 'vulnerable'
  const firstMs = lastMs - windowHours * HOUR_MS
  const finding = { reason, problem: problem ?? null, deviceKind, firstMs, lastMs } as const
  return messageText(kind, finding, sender, language)
}
