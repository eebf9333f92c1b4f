import { readFileSync, writeFileSync } from 'node:fs'

/** Linux begins the high-water mark anew (proc(5): clear_refs 5); elsewhere it stays that of the whole run. */
export function resetPeakMemory(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return true
  } catch {
    return false
  }
}

/** Resident memory at its highest, in MiB. */
export function peakMemoryMib(): number {
  try {
    const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'ascii'))?.[1]
    if (mark !== undefined) return Math.round(Number(mark) / 1024)
  } catch {
    // Not Linux.
  }
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
