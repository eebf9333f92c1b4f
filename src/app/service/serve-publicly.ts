import { createPublicServer } from '../../web/server.ts'
import type { Configuration } from '../configuration.ts'
import { AppError } from '../errors.ts'

/** Serves API and console; answers where. Throws `AppError` PORT_TAKEN. */
export async function servePublicly(
  stack: AsyncDisposableStack,
  { console: place }: Configuration,
  ports: Parameters<typeof createPublicServer>[0],
): Promise<string> {
  const app = await createPublicServer(ports)
  stack.defer(() => app.close())
  try {
    await app.listen({ host: place.address, port: place.port })
  } catch (cause) {
    throw new AppError(
      'PORT_TAKEN',
      `the console cannot listen on ${place.address} port ${place.port} (${(cause as Error).message}); choose another with --port`,
      { cause },
    )
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : place.port
  const host = place.address.includes(':') ? `[${place.address}]` : place.address
  return `http://${host}:${port}/`
}
