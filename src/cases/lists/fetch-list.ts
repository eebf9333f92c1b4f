import { lookup } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { parsePrefix } from '../../core/prefix.ts'
import { ListError } from './errors.ts'
import { LIST_OCTETS_MAX } from './limits.ts'
import { isReserved } from './reserved.ts'

/** What was said when the list was fetched last, so that it need not be sent again. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null }

export type Fetched =
  | ({ readonly kind: 'content'; readonly octets: Uint8Array } & Validators)
  | { readonly kind: 'not-modified' }

export type FetchRules = {
  readonly octetsMax?: number
  readonly timeoutMs?: number
  /** For tests against a server on this machine; never set otherwise. */
  readonly schemes?: readonly string[]
  readonly isAllowedAddress?: (address: string) => boolean
}

/** Fetches a list by URL. Throws `ListError` LIST_URL_REFUSED, LIST_UNREACHABLE or LIST_TOO_LARGE. */
export type ListFetcher = (url: string, before?: Validators) => Promise<Fetched>

/** A list of 50 MB over a slow line; a server that dribbles must not hold the schedule. */
const TIMEOUT_MS = 120_000
const REDIRECT_COUNT_MAX = 3
const USER_AGENT = 'noroshi (reputation list import)'

/**
 * https only, to public addresses only, also after a redirect: a URL in a form, or a redirect by whoever took
 * over a list's domain, must not reach the routers, cloud metadata and databases that this machine can reach. The
 * address that was checked is the one that is connected to, so a second answer of the resolver changes nothing.
 */
export function listFetcher(rules: FetchRules = {}): ListFetcher {
  return async (url, before = { etag: null, lastModified: null }) => {
    const signal = AbortSignal.timeout(rules.timeoutMs ?? TIMEOUT_MS)
    let place = assertUrl(url, rules)
    for (let hops = 0; hops <= REDIRECT_COUNT_MAX; hops++) {
      const answer = await exchange(place, before, rules, signal)
      if (answer.kind !== 'redirect') return answer
      place = assertUrl(new URL(answer.location, place).href, rules)
    }
    throw new ListError('LIST_UNREACHABLE', `more than ${REDIRECT_COUNT_MAX} redirects`)
  }
}

/** A URL as it may be shown and stored with an import: keys travel in queries. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200)
  const { protocol, origin, pathname } = new URL(url)
  // A file has no origin; its path is the machine's own affair, and its name says enough.
  return protocol === 'file:' ? (pathname.split('/').at(-1) ?? '') : `${origin}${pathname}`
}

function assertUrl(text: string, { schemes = ['https:'], ...rules }: FetchRules): URL {
  const refused = (why: string): ListError => new ListError('LIST_URL_REFUSED', why)
  if (!URL.canParse(text)) throw refused('that is no URL')
  const url = new URL(text)
  if (!schemes.includes(url.protocol)) throw refused('only https is fetched')
  if (url.username !== '' || url.password !== '')
    throw refused('credentials in a URL end up in logs; leave them out')
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  // A literal address is connected to without asking the resolver, so it is looked at here.
  if (isIP(host) !== 0 && !isAllowed(host, rules))
    throw refused(`${host} is not an address of the Internet`)
  return url
}

function isAllowed(address: string, { isAllowedAddress }: FetchRules): boolean {
  if (isAllowedAddress) return isAllowedAddress(address)
  const prefix = parsePrefix(address.replace(/%.*$/, ''))
  return prefix !== undefined && !isReserved(prefix)
}

type Answer = Fetched | { readonly kind: 'redirect'; readonly location: string }

function exchange(
  url: URL,
  before: Validators,
  rules: FetchRules,
  signal: AbortSignal,
): Promise<Answer> {
  const request = url.protocol === 'http:' ? requestPlain : requestSecure
  const headers: Record<string, string> = { 'user-agent': USER_AGENT, 'accept-encoding': 'gzip' }
  if (before.etag) headers['if-none-match'] = before.etag
  if (before.lastModified) headers['if-modified-since'] = before.lastModified
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void =>
      reject(
        cause instanceof ListError
          ? cause
          : new ListError('LIST_UNREACHABLE', `${url.host}: ${(cause as Error).message}`, {
              cause,
            }),
      )
    const call = request(url, { headers, signal, lookup: guardedLookup(rules) }, (response) => {
      const { statusCode = 0, headers: told } = response
      if (statusCode === 304) return settle({ kind: 'not-modified' })
      if ([301, 302, 303, 307, 308].includes(statusCode) && told.location)
        return settle({ kind: 'redirect', location: told.location })
      if (statusCode !== 200)
        return failed(new ListError('LIST_UNREACHABLE', `${url.host} answers ${statusCode}`))
      readBody(response, rules.octetsMax ?? LIST_OCTETS_MAX)
        .then((body) =>
          resolve({
            kind: 'content',
            octets: told['content-encoding'] === 'gzip' ? inflated(body, rules) : body,
            etag: told.etag ?? null,
            lastModified: told['last-modified'] ?? null,
          }),
        )
        .catch(failed)

      function settle(answer: Answer): void {
        response.destroy()
        resolve(answer)
      }
    })
    call.on('error', failed)
    call.end()
  })
}

async function readBody(response: AsyncIterable<Buffer>, octetsMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let octets = 0
  for await (const chunk of response) {
    octets += chunk.length
    if (octets > octetsMax) throw tooLarge(octetsMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function inflated(body: Buffer, { octetsMax = LIST_OCTETS_MAX }: FetchRules): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: octetsMax })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(octetsMax)
    throw cause
  }
}

const tooLarge = (octetsMax: number): ListError =>
  new ListError('LIST_TOO_LARGE', `the list has more than ${octetsMax} octets`)

/** Resolves a name, and refuses it when any of its addresses is not of the Internet. */
function guardedLookup(rules: FetchRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const inside = addresses.find(({ address }) => !isAllowed(address, rules))
      const [first] = addresses
      if (inside || !first) {
        const why = `${hostname} leads to ${inside?.address ?? 'nothing'}, which is not an address of the Internet`
        return callback(new ListError('LIST_URL_REFUSED', why), [])
      }
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
