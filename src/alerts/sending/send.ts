/**
 * Hands over what is due. Each message is written down as being handed over before it is, so that whatever happens to
 * this process nobody gets the same one twice; and asked for consent at that moment.
 */
import type { Kysely } from 'kysely'
import type { Channel, Handed } from '../channels/channel.ts'
import { agreesNow, type GrantSource } from '../consent.ts'
import { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'
import { messageText, type Sender } from '../texts/message-text.ts'
import { recipientOf, withContacts } from './addressee.ts'
import { type DueMessage, dueMessages } from './due-messages.ts'
import {
  beginMessage,
  endOptedOut,
  handedToday,
  settleInterrupted,
  settleMessage,
} from './message-log.ts'
import { withdrawUnfounded } from './withdraw.ts'

export type SendOrder = {
  readonly consent: GrantSource
  /** In order of preference. */
  readonly channels: readonly Channel[]
  readonly sender: Sender
  readonly nowMs: () => number
  /** Waits that long; between messages, so that neither server nor telephone is overrun. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly dailyMax: number
  readonly perMinute: number
  readonly reminderAfterDays: number
  readonly remindersMax: number
  /** Cases that turned out wrong: of them nobody is told any more, and who was told is told so. */
  readonly withdrawnCases: ReadonlySet<string>
  /** At most so many handed over in this call; the caller comes again. */
  readonly countMax?: number
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export type Sent = {
  /** `sent-mail`, `refused`, `no-contact`, `opted-out` … */
  readonly counts: Readonly<Record<string, number>>
  /** Due, and not come to yet. */
  readonly left: number
  /** So many more may go out today. */
  readonly leftToday: number
}

/** Throws `AlertError` ALERT_CHANNEL_DOWN; what was handed over until then is written down. */
export async function sendDue(db: Kysely<AlertTables>, order: SendOrder): Promise<Sent> {
  const tally = new Tally()
  const repeatable = new Set(
    order.channels.filter((one) => one.isRepeatable).map(({ name }) => name),
  )
  await settleInterrupted(db, repeatable, order.nowMs())
  await withdrawUnfounded(db, order, tally)
  const due = await dueMessages(db, order)
  const today = Math.max(0, order.dailyMax - (await handedToday(db, order.nowMs())))
  const room = Math.min(today, order.countMax ?? today)
  const reachable = await withContacts(db)
  let handedCount = 0
  for (const [index, message] of due.entries()) {
    if (handedCount >= room || order.signal?.aborted)
      return { counts: tally.counts(), left: due.length - index, leftToday: today - handedCount }
    const outcome = await sendOne(db, order, message, reachable)
    tally.add(outcome)
    order.onProgress?.(index + 1, due.length)
    if (!isHandedOver(outcome)) continue
    handedCount++
    await order.pause(60_000 / order.perMinute, order.signal)
  }
  return { counts: tally.counts(), left: 0, leftToday: today - handedCount }
}

/** Whether a word of the counts says that a message has left, or may have. */
export const isHandedOver = (outcome: string): boolean =>
  outcome.startsWith('sent-') || outcome === 'uncertain'

async function sendOne(
  db: Kysely<AlertTables>,
  order: SendOrder,
  message: DueMessage,
  reachable: ReadonlySet<string>,
): Promise<string> {
  const nowMs = order.nowMs()
  if (!agreesNow(order.consent, message.subscriber, nowMs)) {
    await endOptedOut(db, message.subscriber, nowMs)
    return 'opted-out'
  }
  const recipient = reachable.has(message.subscriber)
    ? await recipientOf(db, message.subscriber)
    : undefined
  if (!recipient) return 'no-contact'
  const channel = order.channels.find(
    (one) =>
      one.canReach(recipient) &&
      !message.refusedChannels.has(one.name) &&
      (message.channel ?? one.name) === one.name,
  )
  if (!channel) return 'no-channel'
  const id = await beginMessage(db, message, channel.name, nowMs)
  if (id === undefined) return 'begun-already'
  const text = messageText(message.kind, message.finding, order.sender, recipient.language)
  let handed: Handed
  try {
    handed = await channel.hand({
      id,
      kind: message.kind,
      atMs: message.dueMs,
      recipient,
      text,
    })
  } catch (error) {
    // Nothing was handed over, and it has not used up an attempt.
    await settleMessage(db, id, { kind: 'untried' }, order.nowMs())
    throw error
  }
  await settleMessage(db, id, handed, order.nowMs())
  return handed.kind === 'sent' ? `sent-${channel.name}` : handed.kind
}
