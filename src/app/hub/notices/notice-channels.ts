import { createTransport } from 'nodemailer'
import { mailTransport } from '../../../core/mail-server.ts'
import { readNamedFile, readSecretFile } from '../../named-file.ts'
import type { NotifySettings } from './notice-settings.ts'
import { noticeText } from './notice-text.ts'
import { keyOf, type StaffNotice } from './staff-notice.ts'

/** Resolves when the notice was taken; throws when it was not, and is tried again. */
export type NoticeChannel = {
  readonly name: 'webhook' | 'mail'
  tell(notice: StaffNotice): Promise<void>
}

const TIMEOUT_MS = 15_000

export function noticeChannels(
  hub: string,
  { webhook, mail }: NotifySettings,
): readonly NoticeChannel[] {
  return [
    ...(webhook ? [webhookChannel(hub, webhook)] : []),
    ...(mail ? [mailChannel(hub, mail)] : []),
  ]
}

function webhookChannel(
  hub: string,
  { url, tokenFile }: NonNullable<NotifySettings['webhook']>,
): NoticeChannel {
  return {
    name: 'webhook',
    tell: async (notice) => {
      const { kind, reference, atMs, dueAtMs } = notice
      const { body: text } = noticeText(hub, notice)
      const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
      const at = instant(atMs)
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': keyOf(notice),
          ...(tokenFile === undefined
            ? {}
            : { authorization: `Bearer ${readSecretFile(tokenFile)}` }),
        },
        body: JSON.stringify({ hub, kind, reference, at, dueAt: instant(dueAtMs), text }),
        // Nobody has promised to treat it well elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`)
    },
  }
}

function mailChannel(hub: string, place: NonNullable<NotifySettings['mail']>): NoticeChannel {
  const { from, to, user, passwordFile, authorityFile } = place
  return {
    name: 'mail',
    tell: async (notice) => {
      // Files are read anew, as they are renewed; notices are few.
      const server = {
        ...place,
        ...(authorityFile === undefined ? {} : { authorities: readNamedFile(authorityFile) }),
        ...(user === undefined || passwordFile === undefined
          ? {}
          : { password: readSecretFile(passwordFile) }),
      }
      const waits = { connectMs: TIMEOUT_MS, answerMs: TIMEOUT_MS }
      const transport = createTransport(mailTransport(server, waits))
      try {
        const { subject, body } = noticeText(hub, notice)
        await transport.sendMail({
          from,
          to: [...to],
          subject,
          text: body,
          // RFC 3834: no machine answers it.
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } finally {
        transport.close()
      }
    },
  }
}
