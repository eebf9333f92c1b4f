/**
 * The law of the house: who may import whom, which words are not used, where the clock may be read.
 * `npm run tidy` refuses anything else; ARCHITECTURE.md says why each wall stands.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { checkCycles } from './tidy/cycles.ts'
import { checkImports } from './tidy/imports.ts'
import { checkLinks } from './tidy/links.ts'
import type { SourceFile } from './tidy/source-file.ts'
import { checkText } from './tidy/text.ts'

const ROOT = resolve(import.meta.dirname, '..')
const PLACES = ['src', 'tools', 'scenarios', 'bench', 'console']
const SKIPPED = new Set(['node_modules', 'dist'])
const SOURCE = /\.(ts|tsx|css|html|sql)$/
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g

function listFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return listFiles(path)
    return SOURCE.test(entry.name) ? [path] : []
  })
}

function listPages(place: string, isDeep: boolean): string[] {
  return readdirSync(join(ROOT, place), { recursive: isDeep, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8')
  const imports = [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3]!)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(ROOT, resolve(dirname(path), specifier)))
  return { path: relative(ROOT, path), text, imports }
}

const files = PLACES.map((place) => join(ROOT, place))
  .filter((place) => existsSync(place))
  .flatMap(listFiles)
  .map(readSource)

const pages = ['.', 'docs', 'corpus', 'console', 'src']
  .flatMap((place) => listPages(place, place !== '.'))
  .map((path) => relative(ROOT, path))
const complaints = [
  ...checkImports(files),
  ...checkCycles(files),
  ...checkText(files),
  ...checkLinks(ROOT, files, pages),
]
for (const complaint of complaints) console.error(complaint)
console.error(
  complaints.length === 0
    ? `tidy: ${files.length} files in order`
    : `tidy: ${complaints.length} complaints`,
)
process.exitCode = complaints.length === 0 ? 0 : 1
