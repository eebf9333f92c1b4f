import { readFile } from 'node:fs/promises'

/**
 * Datagrams the kernel dropped on our sockets, from the last column of /proc/net/udp and udp6
 * (Linux; `undefined` elsewhere). These are lost before any code of ours could count them.
 */
export async function kernelDrops(ports: readonly number[]): Promise<number | undefined> {
  const tables = await Promise.all(
    ['/proc/net/udp', '/proc/net/udp6'].map((path) =>
      readFile(path, 'ascii').catch(() => undefined),
    ),
  )
  if (tables.every((table) => table === undefined)) return undefined
  return tables
    .flatMap((table) => (table ?? '').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => ports.includes(Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)))
    .reduce((sum, fields) => sum + Number(fields.at(-1) ?? 0), 0)
}
