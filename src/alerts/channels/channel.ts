import type { Language } from '../../core/bilingual.ts'
import type { ChannelName, MessageKind } from '../tables.ts'
import type { MessageText } from '../texts/message-text.ts'

export type Recipient = {
  readonly language: Language
  readonly mail: string | null
  readonly webhook: string | null
  readonly name: string | null
  readonly postalCode: string | null
  readonly postalAddress: string | null
}

export type Outgoing = {
  /** The same message has the same id however often it is tried. */
  readonly id: string
  readonly kind: MessageKind
  readonly atMs: number
  readonly recipient: Recipient
  readonly text: MessageText
}

/**
 * What became of handing a message over. `refused`: it will never go this way. `deferred`: try again later.
 * `uncertain`: it may have gone. `code` is ours or the protocol's number, never the other side's words: those quote addresses.
 */
export type Handed =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused' | 'deferred' | 'uncertain'; readonly code: string }

/** A way to reach somebody. All pass one suite of expectations: `channels.test.ts` and the real servers. */
export type Channel = AsyncDisposable & {
  readonly name: ChannelName
  /** Handing the same message over again makes no second one. */
  readonly isRepeatable: boolean
  canReach(recipient: Recipient): boolean
  /** Throws `AlertError` ALERT_CHANNEL_DOWN when nothing can be handed to anybody at the moment. */
  hand(message: Outgoing): Promise<Handed>
}
