import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Confirm } from '../../gate/log/confirm.ts'
import { LogError } from '../../gate/log/errors.ts'
import { sealer } from '../../gate/log/seal.ts'
import { readNamedFile } from '../named-file.ts'
import { systemClock } from '../system-ports.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** A seal by key and certificates in files. Throws CONFIGURATION_INVALID or SEAL_KEY_INVALID. */
export function sealOf(files: {
  readonly keyFile: string
  readonly certificateFile: string
}): Confirm {
  const key = readNamedFile(files.keyFile)
  const chain = readNamedFile(files.certificateFile).toString('latin1').match(CERTIFICATE) ?? []
  try {
    return sealer(
      createPrivateKey(key),
      chain.map((pem) => new X509Certificate(pem)),
      systemClock,
    )
  } catch (cause) {
    if (cause instanceof LogError) throw cause
    throw new LogError('SEAL_KEY_INVALID', 'key and certificates are PEM files', { cause })
  }
}
