/**
 * Ends the rules of devices that cannot do it themselves, when nobody has renewed them for a lease: because the
 * service hangs, was killed with everything it started (this process has a session of its own), or was stopped
 * and did not come back. Told to end, it ends the rules first: whoever stops it stops the last who would.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { endRules } from './end-rules.ts'
import type { KeeperOrders } from './orders.ts'

/** A device that does not answer is tried this often, for as long as it takes. */
const TRY_EVERY_MS = 2_000

let orders: KeeperOrders | undefined
const timers = new Map<string, NodeJS.Timeout>()

function beat(plane: KeeperOrders['planes'][number]): void {
  clearTimeout(timers.get(plane.name))
  timers.set(
    plane.name,
    setTimeout(() => void end(plane), plane.leaseMs),
  )
}

async function end(plane: KeeperOrders['planes'][number]): Promise<void> {
  timers.delete(plane.name)
  if (!(await isNewest())) return stop()
  try {
    await endRules(plane.afterSilence)
  } catch {
    // A beat meanwhile has set a timer of its own.
    if (!timers.has(plane.name))
      timers.set(
        plane.name,
        setTimeout(() => void end(plane), TRY_EVERY_MS),
      )
  }
}

/** When it cannot be read, ending is the safe side. */
async function isNewest(): Promise<boolean> {
  const owner = await readFile(orders!.ownerFile, 'utf8').catch(() => orders!.id)
  return owner === orders!.id
}

function stop(): void {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  process.stdin.destroy()
}

process.on('SIGTERM', () => {
  const planes = orders?.planes ?? []
  stop()
  for (const plane of planes) void end(plane)
})
// Of a terminal, meant for the service.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})

createInterface({ input: process.stdin }).on('line', (line) => {
  if (!orders) {
    orders = JSON.parse(line) as KeeperOrders
    // Rules of an earlier service may stand: they too end unless they are renewed.
    for (const plane of orders.planes) beat(plane)
    return
  }
  const plane = orders.planes.find(({ name }) => name === line)
  if (plane) beat(plane)
})
