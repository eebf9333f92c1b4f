import { readSecretFile } from './named-file.ts'

/** Of a PostgreSQL server, the password in a file of its own. */
export type DatabaseServer = { readonly url: string; readonly passwordFile?: string | undefined }

export function databaseUrl({ url, passwordFile }: DatabaseServer): string {
  if (passwordFile === undefined) return url
  const place = new URL(url)
  place.password = encodeURIComponent(readSecretFile(passwordFile))
  return place.href
}
