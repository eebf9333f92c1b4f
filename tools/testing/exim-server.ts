import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeTcpPort } from './noroshi-process.ts'

export const EXIM_USER = 'noroshi'
export const EXIM_PASSWORD = 'a password of the test'

/**
 * Debian's exim on a port of loopback: takes mail only sealed and signed in, refuses `nobody@`, puts off `later@`,
 * takes `gone@` and then finds that it cannot deliver, and keeps everything else, bounces included, in one mailbox.
 */
export class EximServer implements AsyncDisposable {
  readonly port: number
  /** PEM of the authority that vouches for it. */
  readonly authoritiesFile: string
  readonly #directory: string
  readonly #child: ChildProcess

  private constructor(directory: string, port: number, child: ChildProcess) {
    this.#directory = directory
    this.port = port
    this.#child = child
    this.authoritiesFile = join(directory, 'certificate.pem')
  }

  /** @param isSealing whether it offers STARTTLS at all */
  static async start({ isSealing = true } = {}): Promise<EximServer> {
    const directory = mkdtempSync(join(tmpdir(), 'noroshi-exim-'))
    makeCertificate(directory)
    for (const name of ['spool', 'log', 'mail']) mkdirSync(join(directory, name))
    const configuration = join(directory, 'exim.conf')
    writeFileSync(configuration, configurationOf(directory, isSealing))
    const [user, group] = ['-u', '-g'].map((option) =>
      Number(execFileSync('id', [option, 'Debian-exim'], { encoding: 'utf8' })),
    )
    const files = ['', 'spool', 'log', 'mail', 'certificate.pem', 'key.pem']
    for (const name of files) chownSync(join(directory, name), user!, group!)
    // Exim takes a configuration of nobody but root.
    chownSync(configuration, 0, 0)
    const port = await freeTcpPort()
    const child = spawn('exim4', ['-C', configuration, '-bdf', '-oX', `127.0.0.1.${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const server = new EximServer(directory, port, child)
    await server.#untilReady()
    return server
  }

  /** Messages that were delivered, as they lie in the mailbox: headers, an empty line, the text. */
  messages(): string[] {
    const mailbox = join(this.#directory, 'mail', 'inbox')
    if (!existsSync(mailbox)) return []
    return readFileSync(mailbox, 'utf8')
      .split(/^From (?=\S* )/m)
      .filter((message) => message !== '')
  }

  get mailbox(): string {
    return join(this.#directory, 'mail', 'inbox')
  }

  async #untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (this.#child.exitCode !== null) {
        const words = Buffer.concat(await this.#child.stderr!.toArray()).toString()
        throw new Error(`exim ended: ${words}`)
      }
      if (await isAnswering(this.port)) return
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error('exim did not answer')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM')
      await once(this.#child, 'exit')
    }
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isThere: boolean): void => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('data', () => end(true))
    socket.once('error', () => end(false))
  })
}

function makeCertificate(directory: string): void {
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
      .concat(['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'certificate.pem')])
      .concat(['-days', '2', '-subj', '/CN=localhost'])
      .concat(['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']),
    { stdio: 'ignore' },
  )
}

const configurationOf = (directory: string, isSealing: boolean): string => `
primary_hostname = mail.isp.example
spool_directory = ${directory}/spool
log_file_path = ${directory}/log/%slog
pid_file_path = ${directory}/spool/pid
local_interfaces = 127.0.0.1
keep_environment =
tls_advertise_hosts = ${isSealing ? '*' : ''}
tls_certificate = ${directory}/certificate.pem
tls_privatekey = ${directory}/key.pem
auth_advertise_hosts = *
acl_smtp_rcpt = recipient
accept_8bitmime = true
smtp_accept_max = 100

begin acl
recipient:
  deny    message = not signed in
          !authenticated = *
  deny    message = no such person here: nobody@example.jp
          local_parts = nobody
  defer   message = the mailbox is being moved
          local_parts = later
  accept

begin routers
gone:
  driver = redirect
  local_parts = gone
  allow_fail
  data = :fail: moved away
here:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  file = ${directory}/mail/inbox
  user = Debian-exim
  envelope_to_add
  delivery_date_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${isSealing ? `\${if def:tls_in_cipher}` : 'yes'}
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${EXIM_USER}}}{eq{$auth3}{${EXIM_PASSWORD}}}}}
  server_set_id = $auth2
`
