import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { addCheckpoint } from '../../gate/log/witness.ts'
import { systemClock } from '../system-ports.ts'
import { WitnessDirectory } from './witness-directory.ts'

export type WitnessOptions = {
  readonly directory: string
  readonly host: string
  readonly port: number
  /** PEM; a checkpoint is public, and a witness behind a proxy that ends TLS needs none. */
  readonly tls: { readonly key: string; readonly cert: string } | null
}

export type WitnessService = { readonly url: string; [Symbol.asyncDispose](): Promise<void> }

/** A proof of 63 hashes and a checkpoint with 64 signatures. */
const BODY_OCTETS_MAX = 65_536
const REQUEST_TIMEOUT_MS = 10_000

/**
 * A witness of c2sp.org/tlog-witness: `POST /add-checkpoint`, a key, a file. It says that it has seen a checkpoint
 * only if that continues what it saw before; whoever runs it needs to know nothing of warnings.
 */
export async function startWitness(options: WitnessOptions): Promise<WitnessService> {
  const { host, port, tls } = options
  const witness = new WitnessDirectory(options.directory)
  const listener: RequestListener = async (request, response) => {
    try {
      const { status, contentType, body } = await answer(witness, request)
      response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
      response.end(body)
    } catch {
      response.writeHead(500).end()
    }
  }
  const server = tls
    ? createSecureServer({ ...tls, minVersion: 'TLSv1.2' }, listener)
    : createServer(listener)
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.listen({ host, port })
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  const shown = host.includes(':') ? `[${host}]` : host
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${bound}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const PLAIN = 'text/plain; charset=utf-8'

async function answer(
  witness: WitnessDirectory,
  request: IncomingMessage,
): Promise<{ status: number; contentType: string; body: string }> {
  if (request.method !== 'POST' || request.url !== '/add-checkpoint')
    return { status: 404, contentType: PLAIN, body: '' }
  const chunks: Buffer[] = []
  let octetCount = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    octetCount += chunk.length
    if (octetCount > BODY_OCTETS_MAX) return { status: 413, contentType: PLAIN, body: '' }
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  // Looked up, decided and remembered without a pause between: two at once could roll it back.
  const seen = (origin: string) => witness.seen(origin)
  const decided = addCheckpoint(text, witness.logKeys, seen, witness.key, systemClock.nowMs())
  if (decided.remember) witness.remember(decided.remember.origin, decided.remember)
  return decided
}
