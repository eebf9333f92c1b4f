/** A mail server that takes messages over SMTP. */
export type MailServer = {
  readonly host: string
  readonly port: number
  readonly security: 'starttls' | 'tls' | 'none'
  /** PEM of the authorities that vouch for the server, where the system does not know them. */
  readonly authorities?: string | Buffer | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
}

/**
 * How nodemailer is told of a server: TLS as it is configured and never older than 1.2, no pool (it hands a message over
 * again by itself when a connection is lost, and that may make two of one), and a text can never make it read a
 * file or a page.
 */
export function mailTransport(
  { host, port, security, authorities, user, password }: MailServer,
  { connectMs, answerMs }: { readonly connectMs: number; readonly answerMs: number },
) {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(authorities === undefined ? {} : { ca: authorities }),
    },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
