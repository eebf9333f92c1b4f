import type { SourceFile } from './source-file.ts'

/** Files must not import each other in a circle. Reports each circle once, at its first file. */
export function checkCycles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map((file) => [file.path, file.imports]))
  const done = new Set<string>()
  const complaints: string[] = []

  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      complaints.push(`${path}: imports itself through ${trail.slice(start + 1).join(' → ')}`)
      return
    }
    if (done.has(path)) return
    for (const target of importsOf.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const file of files) visit(file.path, [])
  return complaints
}
