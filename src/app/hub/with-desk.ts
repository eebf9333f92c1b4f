import { askService, callService } from '../control-client.ts'
import { openDataDirectory } from '../data-directory.ts'
import { HeldDirectory } from '../held-directory.ts'
import { type OpenHub, openHub } from './open-hub.ts'

/** What a running hub says that it is. */
export const HUB_COMMAND = 'the hub'

/** The two places of a desk: in the hub that runs on the directory, or on what it left there. */
export type DeskPlaces<Desk> = {
  readonly remote: (controlSocket: string) => Desk
  readonly here: (open: OpenHub) => Desk
}

/** Through the running hub when there is one, else on the database itself. */
export async function withDesk<Desk, Result>(
  dataPath: string,
  places: DeskPlaces<Desk>,
  use: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  const holder = await askService(directory.controlSocket)
  if (holder?.command === HUB_COMMAND) return use(places.remote(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi hub')
  await using open = await openHub(directory)
  return await use(places.here(open))
}

/** A method of the desk in the running hub. */
export function remoteCall(socket: string, method: string) {
  return async (...parameters: unknown[]): Promise<never> => {
    const path = `/control/${method}`
    const { result } = await callService<{ result: never }>(socket, 'POST', path, { parameters })
    return result
  }
}
