import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FACES, type FaceInput } from '../../gate/warning/faces/index.ts'
import type { Trusted } from '../../gate/warning/trust/follow.ts'
import type { Warning } from '../../gate/warning/warning.ts'

/** What a member acts on, as faces draw it. */
export function faceInputOf(
  warnings: readonly Warning[],
  trusted: Trusted,
  nowMs: number,
): FaceInput {
  const version = trusted.list?.version ?? 0
  return {
    hub: trusted.root.hub,
    version,
    nowMs,
    listed: warnings.map((warning) => ({ warning, sequence: version })),
    former: [],
  }
}

/** Faces that only say what holds. Those that must also say what does not (STIX, MISP) are the hub's to serve. */
const LOCAL_FACES = new Set(['csv', 'json-lines', 'suricata-iprep', 'rpz', 'nftables'])

/** Each file whole and at once, and only when it says something else than before. */
export function writeFaces(place: string, input: FaceInput): void {
  for (const face of FACES.filter(({ name }) => LOCAL_FACES.has(name))) {
    const directory = join(place, face.name)
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (const { path, body } of face.render(input)) {
      const file = join(directory, path)
      if (existsSync(file) && readFileSync(file, 'utf8') === body) continue
      writeFileSync(`${file}.new`, body, { mode: 0o600, flush: true })
      renameSync(`${file}.new`, file)
    }
  }
}
