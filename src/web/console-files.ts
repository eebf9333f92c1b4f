import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { WebError } from './problems/errors.ts'
import { WEB_PROBLEM_STATUS, WEB_PROBLEM_TEXTS } from './problems/web-problems.ts'

/** Names under `assets/` carry a hash of their content, so they never change; all others may. */
const ONE_YEAR = 'public, max-age=31536000, immutable'

/**
 * The built console. An address that is no file is a view of the console, which reads it in the
 * browser; so a link to a case opens. Looked up at each request: it may be built while we run.
 */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    suppressWarning: true,
    // What the build has compressed beside itself, for whoever takes it.
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(directory, 'assets/'))
      reply.header('cache-control', isHashed ? ONE_YEAR : 'no-cache')
    },
  })
  app.get('/', { schema: { hide: true } }, (_request, reply) => sendIndex(reply, directory))
  app.setNotFoundHandler((request, reply) => {
    if (!isView(request)) throw new WebError('NOT_FOUND')
    return sendIndex(reply, directory)
  })
}

/**
 * A missing script must be an error and not a page, or the browser would try to run the page. Files lie in
 * `assets/` or at the top; below a page's name stands an id, and ids of people and lists may hold a dot.
 */
function isView({ method, url }: FastifyRequest): boolean {
  const path = url.split('?')[0]!
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|control|metrics|assets)(\/|$)/.test(path) &&
    !/^\/[^/]*\.[a-z]\w*$/i.test(path)
  )
}

function sendIndex(reply: FastifyReply, directory: string): FastifyReply {
  if (existsSync(join(directory, 'index.html'))) return reply.sendFile('index.html', directory)
  return reply
    .code(WEB_PROBLEM_STATUS.CONSOLE_NOT_BUILT)
    .type('text/html; charset=utf-8')
    .send(NOT_BUILT_PAGE)
}

const NOT_BUILT_PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Noroshi</title>
<h1>Noroshi</h1>
<p lang="en">${WEB_PROBLEM_TEXTS.CONSOLE_NOT_BUILT.en}</p>
<p lang="ja">${WEB_PROBLEM_TEXTS.CONSOLE_NOT_BUILT.ja}</p>
<p><a href="/api/v1/health">/api/v1/health</a></p>
`
