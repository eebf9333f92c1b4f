import type { Api } from '../routes/route.ts'

/** What fastify's own listing says, flattened: `GET /api/v1/cases`; every method and pattern that a server answers. */
export function listRoutes(server: Api): string[] {
  const lines = server.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n')
  const trail: string[] = []
  return lines.flatMap((line) => {
    const match = /^([\s│]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (!match) return []
    const depth = match[1]!.length / 4
    trail.length = depth
    trail[depth] = match[2]!
    const methods = (match[3] ?? '').split(', ').filter((one) => one && one !== 'HEAD')
    return methods.map((method) => `${method} ${trail.join('')}`)
  })
}
