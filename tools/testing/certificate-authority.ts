import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
const DAYS = ['-days', '2']

/** A small authority as an association runs one: files `NAME.key` and `NAME.pem` in a directory, made by openssl. */
export class CertificateAuthority {
  readonly name: string
  readonly #directory: string

  constructor(directory: string, name: string) {
    this.name = name
    this.#directory = directory
    this.#openssl('req', '-x509', ...this.#keyAndSubject(name), '-out', `${name}.pem`, ...DAYS)
  }

  /** Path of its own certificate. */
  get path(): string {
    return join(this.#directory, `${this.name}.pem`)
  }

  /** Answers the paths of a certificate and its key. */
  certify(name: string, more: readonly string[] = []): { certificate: string; key: string } {
    this.#openssl('req', '-new', ...this.#keyAndSubject(name), '-out', `${name}.csr`)
    writeFileSync(join(this.#directory, `${name}.ext`), more.join('\n'))
    const issuer = ['-CA', `${this.name}.pem`, '-CAkey', `${this.name}.key`, '-CAcreateserial']
    const files = ['-in', `${name}.csr`, '-extfile', `${name}.ext`, '-out', `${name}.pem`]
    this.#openssl('x509', '-req', ...files, ...issuer, ...DAYS)
    const at = (ending: string): string => join(this.#directory, `${name}.${ending}`)
    return { certificate: at('pem'), key: at('key') }
  }

  #keyAndSubject(name: string): string[] {
    return [...NEW_KEY, '-keyout', `${name}.key`, '-subj', `/CN=${name}`]
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#directory, stdio: 'pipe' })
  }
}
