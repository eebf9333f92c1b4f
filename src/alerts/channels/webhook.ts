import { createHmac } from 'node:crypto'
import { AlertError } from '../errors.ts'
import { plainMessage } from '../texts/plain-message.ts'
import type { Channel, Handed, Outgoing } from './channel.ts'

export type WebhookPlace = {
  readonly url: string
  /** Key of the signatures, at least `SECRET_LENGTH_MIN` characters. */
  readonly secret: string
  /** Milliseconds since the epoch; a receiver refuses what is old. */
  readonly nowMs: () => number
}

export const SECRET_LENGTH_MIN = 32
const TIMEOUT_MS = 20_000
/** Answers for which later may be better (RFC 9110 §15, RFC 6585 §4). */
const LATER = new Set([408, 425, 429])

/**
 * A signed request to the carrier's own service, which knows the subscriber by the id that came with the contact data.
 * The receiver checks `Noroshi-Signature: t=<seconds>,v1=<hex>`, an HMAC-SHA256 over `<seconds>.<body>`, and passes over
 * an `Idempotency-Key` that it has seen.
 */
export function webhookChannel({ url, secret, nowMs }: WebhookPlace): Channel {
  if (secret.length < SECRET_LENGTH_MIN)
    throw new AlertError(
      'ALERT_CHANNEL_INCOMPLETE',
      `the key of the webhook has less than ${SECRET_LENGTH_MIN} characters`,
    )
  return {
    name: 'webhook',
    isRepeatable: true,
    canReach: ({ webhook }) => webhook !== null,
    hand: async (message): Promise<Handed> => {
      const body = JSON.stringify(bodyOf(message))
      const status = await post(url, body, {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        'noroshi-signature': signatureOf(secret, Math.floor(nowMs() / 1000), body),
      })
      if (status >= 200 && status < 300) return { kind: 'sent' }
      if (status >= 500 || LATER.has(status)) return { kind: 'deferred', code: String(status) }
      // Not about this subscriber: the key or the address of the service is wrong.
      if (status === 401 || status === 403 || (status >= 300 && status < 400)) throw down(status)
      return { kind: 'refused', code: String(status) }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

export function signatureOf(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${digest}`
}

function bodyOf({ id, kind, recipient, text }: Outgoing) {
  const { language, subject } = text
  return { id, kind, to: recipient.webhook!, language, subject, text: plainMessage(text) }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // Elsewhere nobody has promised to treat it well.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    // What it says is not read; only that it answered.
    await answer.body?.cancel()
    return answer.status
  } catch (cause) {
    throw down((cause as Error).name)
  }
}

function down(why: number | string): AlertError {
  return new AlertError(
    'ALERT_CHANNEL_DOWN',
    `the webhook took nothing (${why}); what is left goes out with the next "alert send"`,
  )
}
