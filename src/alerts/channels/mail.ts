import { createTransport } from 'nodemailer'
import { type MailServer, mailTransport } from '../../core/mail-server.ts'
import { AlertError } from '../errors.ts'
import { plainMessage } from '../texts/plain-message.ts'
import type { Channel, Handed, Outgoing } from './channel.ts'
import { type MailFailure, outcomeOfFailure } from './mail-failure.ts'

export type MailPlace = MailServer & {
  readonly from: string
  readonly fromName: { readonly ja: string; readonly en: string }
}

const CONNECT_TIMEOUT_MS = 15_000
/** RFC 5321 §4.5.3.2.6 asks for ten minutes after the final dot; an answer that late is rare, and then uncertain. */
const ANSWER_TIMEOUT_MS = 120_000
const RECIPIENT_COUNT = 1

/** Mail through the carrier's own server. One message, one recipient, plain text, nothing attached. */
export function mailChannel(place: MailPlace): Channel {
  const { from } = place
  const waits = { connectMs: CONNECT_TIMEOUT_MS, answerMs: ANSWER_TIMEOUT_MS }
  const transport = createTransport(mailTransport(place, waits))
  const domain = from.slice(from.lastIndexOf('@') + 1)
  let isProven = false
  /** After a loss first whether anybody is there: an outage leaves one message uncertain, not all that follow. */
  const prove = async (): Promise<void> => {
    if (isProven) return
    await transport.verify().catch((error: MailFailure) => {
      throw down(error.responseCode ?? error.code ?? 'unknown')
    })
    isProven = true
  }
  return {
    name: 'mail',
    // Nobody takes a mail back, and a server that forgot to answer may have sent it.
    isRepeatable: false,
    canReach: ({ mail }) => mail !== null,
    hand: async (message): Promise<Handed> => {
      await prove()
      try {
        const { accepted } = await transport.sendMail(mailOf(message, place, domain))
        return accepted.length === RECIPIENT_COUNT ? { kind: 'sent' } : refused('not-accepted')
      } catch (error) {
        const outcome = outcomeOfFailure(error as MailFailure)
        isProven = outcome.kind === 'refused' || outcome.kind === 'deferred'
        if (outcome.kind === 'down') throw down(outcome.code)
        return outcome
      }
    },
    [Symbol.asyncDispose]: async () => transport.close(),
  }
}

function down(why: string | number): AlertError {
  return new AlertError(
    'ALERT_CHANNEL_DOWN',
    `the mail server took nothing (${why}); what is left goes out with the next "alert send"`,
  )
}

const refused = (code: string): Handed => ({ kind: 'refused', code })

/** The id with which what comes back is told; RFC 5322 §3.6.4. */
export function messageIdOf(id: string, domain: string): string {
  return `<noroshi.${id}@${domain}>`
}

function mailOf({ id, atMs, recipient, text }: Outgoing, place: MailPlace, domain: string) {
  return {
    from: { name: place.fromName[text.language], address: place.from },
    // As an object: nothing in it is read as a list of addresses.
    to: { name: '', address: recipient.mail! },
    envelope: { from: place.from, to: [recipient.mail!] },
    messageId: messageIdOf(id, domain),
    date: new Date(atMs),
    subject: text.subject,
    text: plainMessage(text),
    headers: {
      // RFC 3834: no machine answers it. No name of this software: who looks over a shoulder learns nothing.
      'Auto-Submitted': 'auto-generated',
      'Content-Language': text.language,
    },
    xMailer: false as const,
    dsn: { id, return: 'headers' as const, notify: ['failure'], recipient: recipient.mail! },
  }
}
