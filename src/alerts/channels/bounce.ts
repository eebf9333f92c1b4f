/** A delivery status notification, as far as it is looked at (RFC 3464). */
export type Bounce = {
  /** Of which of our messages. */
  readonly messageId: string
  readonly action: 'failed' | 'delivered' | 'relayed' | 'delayed' | 'expanded'
  /** `5.1.1` (RFC 3463). */
  readonly status: string
}

/** A notification with our header has some 10 kB. */
const MESSAGE_LENGTH_MAX = 200_000
const ACTIONS = new Set(['failed', 'delivered', 'relayed', 'delayed', 'expanded'])

/**
 * Notifications in a mailbox file (mbox) or a single message. Only three fields are read, in any part; nothing of what
 * a server or a stranger wrote besides is used. A message without them is passed over.
 */
export function* bouncesIn(text: string): Generator<Bounce> {
  for (const message of text.split(/^From (?=\S+ )/m)) {
    const content = message.slice(0, MESSAGE_LENGTH_MAX).replaceAll('\r\n', '\n')
    if (!/^content-type:[^\n]*(\n[ \t][^\n]*)*report-type="?delivery-status/im.test(content))
      continue
    const action = /^action:[ \t]*([a-z]+)/im.exec(content)?.[1]?.toLowerCase()
    const status = /^status:[ \t]*([245]\.\d{1,3}\.\d{1,3})/im.exec(content)?.[1]
    const messageId = [...content.matchAll(/^message-id:\s*(<noroshi\.[^>\s]{1,200}>)/gim)].at(
      -1,
    )?.[1]
    if (!action || !ACTIONS.has(action) || !status || !messageId) continue
    yield { messageId, status, action: action as Bounce['action'] }
  }
}
