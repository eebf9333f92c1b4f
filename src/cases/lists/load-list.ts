import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ListError } from './errors.ts'
import { type ListFetcher, shownUrl, type Validators } from './fetch-list.ts'
import { LIST_OCTETS_MAX } from './limits.ts'

/** A list as it was brought, before it is read. */
export type LoadedList = Validators & {
  readonly octets: Uint8Array
  /** How the import names it: a URL without its query, or the file's name. */
  readonly place: string
  /** The absolute path, of a file. */
  readonly path: string | null
  /** Another document beside this one: the events of a MISP feed. */
  beside(name: string): Promise<Uint8Array>
}

export const isUrl = (place: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(place)

/** By URL, or from a file; a directory stands for the `manifest.json` in it. `undefined`: not modified. */
export async function loadList(
  place: string,
  before: Validators,
  fetchList: ListFetcher,
): Promise<LoadedList | undefined> {
  if (!isUrl(place)) return loadFile(place)
  if (place.startsWith('file:')) return loadFile(pathOf(place))
  const fetched = await fetchList(place, before)
  if (fetched.kind === 'not-modified') return undefined
  const { octets, etag, lastModified } = fetched
  const budget = new OctetBudget(LIST_OCTETS_MAX - octets.length)
  return {
    octets,
    etag,
    lastModified,
    place: shownUrl(place),
    path: null,
    beside: async (name) => {
      const other = await fetchList(new URL(name, place).href)
      if (other.kind !== 'content') throw new ListError('LIST_UNREACHABLE', `${name} did not come`)
      return budget.spend(other.octets)
    },
  }
}

/** A file of this machine that is looked at again and again. Throws `ListError` LIST_URL_REFUSED. */
function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch (cause) {
    throw new ListError('LIST_URL_REFUSED', 'a file is named as file:///path', { cause })
  }
}

async function loadFile(place: string): Promise<LoadedList> {
  const isDirectory = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const path = isDirectory ? join(place, 'manifest.json') : place
  const octets = await readWhole(path)
  const budget = new OctetBudget(LIST_OCTETS_MAX - octets.length)
  return {
    octets,
    etag: null,
    lastModified: null,
    place: basename(place),
    path,
    beside: async (name) => budget.spend(await readWhole(join(dirname(path), name))),
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > LIST_OCTETS_MAX) throw tooLarge()
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof ListError) throw cause
    throw new ListError('LIST_UNREACHABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** The events of a feed are many small documents; together they keep the limit of one. */
class OctetBudget {
  #left: number

  constructor(octets: number) {
    this.#left = octets
  }

  spend(octets: Uint8Array): Uint8Array {
    this.#left -= octets.length
    if (this.#left < 0) throw tooLarge()
    return octets
  }
}

const tooLarge = (): ListError =>
  new ListError('LIST_TOO_LARGE', `the list has more than ${LIST_OCTETS_MAX / 2 ** 20} MiB`)
