/**
 * Adds to package-lock.json the platform packages that the registry in use did not offer.
 *
 * A registry mirror may carry only the binaries of its own platform; npm then leaves the others out
 * of the lockfile, and `npm ci` refuses a lockfile that lacks them. Their versions are pinned by the
 * packages that name them, so they can be written down without asking; only their integrity hash
 * stays open until somebody installs on that platform. Run after every change of a dependency.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type LockedPackage = {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  optionalDependencies?: Record<string, string>
}

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> }
const added: string[] = []

for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`
    const platform = platformOf(name)
    if (lock.packages[place] || !platform || !/^\d/.test(version)) continue
    lock.packages[place] = {
      version,
      ...platform,
      ...(owner.dev === undefined ? {} : { dev: owner.dev }),
      optional: true,
    }
    added.push(`${name}@${version}`)
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
)
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.error(added.length === 0 ? 'package-lock.json is complete' : `added ${added.join(', ')}`)

function platformOf(name: string): { os: string[]; cpu: string[] } | undefined {
  const os = /(android|darwin|freebsd|linux|openharmony|win32|netbsd|openbsd|sunos|aix)/.exec(
    name,
  )?.[1]
  const cpu = /(arm64|x64|arm|ia32|riscv64|ppc64|s390x|loong64|mips64el|wasm32)/.exec(name)?.[1]
  return os && cpu ? { os: [os], cpu: [cpu] } : undefined
}
