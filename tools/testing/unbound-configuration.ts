export type UnboundSettings = {
  readonly address: string
  /** 53 unless given. */
  readonly port?: number
  readonly directory: string
  /** What answers pass through, in order. */
  readonly modules: string
}

/**
 * A configuration of Debian's unbound that stays in the foreground, runs as whoever starts it and writes nothing outside.
 *
 * @param serverLines more of its `server:` clause
 * @param clauses whole clauses after it
 */
export function unboundConfiguration(
  { address, port = 53, directory, modules }: UnboundSettings,
  serverLines: readonly string[],
  clauses = '',
): string {
  return `server:
  interface: ${address}
  port: ${port}
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  directory: "${directory}"
  use-syslog: no
  logfile: ""
  verbosity: 0
  module-config: "${modules}"
${serverLines.map((line) => `  ${line}\n`).join('')}${clauses}`
}
