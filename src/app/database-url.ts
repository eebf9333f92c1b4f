import { z } from 'zod'
import { readSecretFile } from './named-file.ts'

/** A PostgreSQL server, the password in a file of its own. */
export const DatabaseServer = z.strictObject({
  url: z
    .url({ protocol: /^postgres(?:ql)?$/ })
    .refine((text) => new URL(text).password === '', 'the password belongs in passwordFile'),
  /** A file that holds the password and nothing else. */
  passwordFile: z.string().min(1).optional(),
})
export type DatabaseServer = Readonly<z.infer<typeof DatabaseServer>>

export function databaseUrl({ url, passwordFile }: DatabaseServer): string {
  if (passwordFile === undefined) return url
  const place = new URL(url)
  place.password = encodeURIComponent(readSecretFile(passwordFile))
  return place.href
}
