import type { Clock } from '../../core/clock.ts'
import type { DeviceConfiguration, MeasuresConfiguration } from '../configuration.ts'
import { commandRunner } from './command.ts'
import { DryRunPlane } from './dry-run-plane.ts'
import { PlaneError } from './errors.ts'
import { FlowspecPlane } from './flowspec/flowspec-plane.ts'
import { apiChanges, commandChanges, eitherChanges } from './flowspec/rule-changes.ts'
import { NftablesPlane } from './nftables/nftables-plane.ts'
import type { Capacity, Plane } from './plane.ts'
import { controlSocket } from './rpz/control-socket.ts'
import { RpzPlane } from './rpz/rpz-plane.ts'
import { StreamPlane } from './stream/stream-plane.ts'

/** unbound can leave a question unanswered that comes while it reloads; it is asked again. */
const CONTROL_TIMEOUT_MS = 2_000
/** Where `gobgp` without further words goes. */
const GOBGP_API = { address: '127.0.0.1', port: 50_051 }
const UNBOUNDED: Capacity = { targets: null, sources: null }

/**
 * The plane of a configured device; a dry run binds no port and touches nothing. Throws `PlaneError` where it cannot
 * listen as the configuration says.
 */
export async function openPlane(
  device: DeviceConfiguration,
  page: MeasuresConfiguration['page'],
  isDryRun: boolean,
  clock: Clock,
): Promise<Plane> {
  try {
    return await opened(device, page, isDryRun, clock)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EADDRNOTAVAIL' && code !== 'EACCES') throw cause
    throw new PlaneError('PLANE_UNREACHABLE', `${device.name} cannot listen (${code})`)
  }
}

async function opened(
  device: DeviceConfiguration,
  page: MeasuresConfiguration['page'],
  isDryRun: boolean,
  clock: Clock,
): Promise<Plane> {
  const { name, kind } = device
  const leaseMs = device.leaseSeconds * 1_000
  const capacity =
    'targetsMax' in device ? { targets: device.targetsMax, sources: device.sourcesMax } : UNBOUNDED
  const isPortless = kind === 'rpz' || kind === 'stream'
  if (isDryRun) return new DryRunPlane({ name, kind, capacity, isPortless, leaseMs })
  const timeoutMs = device.timeoutSeconds * 1_000
  switch (device.kind) {
    case 'nftables': {
      const { hook, priority, answer } = device
      const choice = { name, leaseMs, capacity, hook, priority, answer }
      return new NftablesPlane(choice, commandRunner(device.command, timeoutMs), clock)
    }
    case 'rpz': {
      const { zone, listen, resolver, includeFile, command, control } = device
      const places = { zone, listen, resolver, includeFile, command }
      const runner = (ms: number) =>
        control === undefined ? commandRunner(command, ms) : controlSocket(control, ms)
      const shown = page ? { ipv4: page.ipv4, ipv6: page.ipv6 } : null
      return RpzPlane.start(
        { name, leaseMs, capacity, ...places, hasAddressRules: device.addressRules, page: shown },
        runner(timeoutMs),
        runner(Math.min(timeoutMs, CONTROL_TIMEOUT_MS)),
        clock,
      )
    }
    case 'flowspec': {
      const { pools, community, command, api, rulesMax: ruleCountMax } = device
      const run = commandRunner(command, timeoutMs)
      const byCommand = commandChanges(run, community)
      // Words of the operator's may lead to another machine.
      const place = api ?? (command.join() === 'gobgp' ? GOBGP_API : undefined)
      return new FlowspecPlane(
        { name, leaseMs, pools, ruleCountMax, community, command },
        run,
        place ? eitherChanges(apiChanges(place, community, timeoutMs), byCommand) : byCommand,
      )
    }
    case 'stream': {
      const { listen, enforcers } = device
      return StreamPlane.start({ name, leaseMs, listen, enforcers }, clock)
    }
  }
}
