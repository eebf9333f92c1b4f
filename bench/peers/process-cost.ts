import { readFileSync } from 'node:fs'

/** Clock ticks of /proc on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** What processes have cost since they started, as the kernel counts it: the same rule for all peers. */
export type ProcessCost = { readonly cpuSeconds: number; readonly rssMaxMb: number }

export function costOf(pids: readonly number[]): ProcessCost {
  const costs = pids.map((pid) => ({ ticks: ticksOf(pid), kilobytes: rssMaxOf(pid) }))
  return {
    cpuSeconds: costs.reduce((sum, cost) => sum + cost.ticks, 0) / TICKS_PER_SECOND,
    rssMaxMb: Math.round(costs.reduce((sum, cost) => sum + cost.kilobytes, 0) / 1024),
  }
}

/** The process and its children. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'ascii').trim()
  return [pid, ...children.split(' ').filter(Boolean).map(Number)]
}

/** utime and stime; a process name may hold spaces, so count from behind its bracket. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'ascii')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function rssMaxOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'ascii'))?.[1] ?? 0)
}
