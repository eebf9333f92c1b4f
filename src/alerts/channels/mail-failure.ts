import type { Handed } from './channel.ts'

/** What nodemailer throws, as far as it is looked at. */
export type MailFailure = {
  /** `EENVELOPE`, `ECONNECTION`, `EAUTH`, `ETLS` … */
  readonly code?: string
  /** The command that was answered, or waited for an answer. */
  readonly command?: string
  /** RFC 5321 §4.2. */
  readonly responseCode?: number
  /** Of the operating system. */
  readonly errno?: string | number
  readonly syscall?: string
}

/** `down`: it is not about this recipient. */
export type MailOutcome = Handed | { readonly kind: 'down'; readonly code: string }

/** Nothing had been said to anybody yet. */
const NOT_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EDNS'])

/**
 * 5yz about the recipient or the message is final, 4yz is for later (RFC 5321 §4.2.1). The same numbers on greeting,
 * sealing, signing in or the sender are about us, and stop the sending instead of using up everybody's turn. Where a
 * connection was lost without an answer, the text may have been handed over: that is uncertain.
 */
export function outcomeOfFailure(failure: MailFailure): MailOutcome {
  const { code = '', command = '', responseCode } = failure
  if (responseCode === undefined) return withoutAnswer(failure)
  const number = String(responseCode)
  // 421 closes the door for everybody.
  const isAboutMessage = command.startsWith('RCPT TO') || command.startsWith('DATA')
  if (isAboutMessage && responseCode >= 500) return { kind: 'refused', code: number }
  if (isAboutMessage && responseCode >= 400 && responseCode !== 421)
    return { kind: 'deferred', code: number }
  return { kind: 'down', code: `${code} ${number}`.trim() }
}

function withoutAnswer({ code = 'unknown', errno, syscall }: MailFailure): MailOutcome {
  // An address that the library itself finds to be none never reaches the server.
  if (code === 'EENVELOPE') return { kind: 'refused', code }
  const isReached = syscall !== 'connect' && !NOT_REACHED.has(code) && !NOT_REACHED.has(`${errno}`)
  const isLost = code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETIMEDOUT'
  return isReached && isLost ? { kind: 'uncertain', code } : { kind: 'down', code }
}
