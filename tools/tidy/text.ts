import { basename } from 'node:path'
import { isTest, type SourceFile } from './source-file.ts'

type Rule = {
  readonly pattern: RegExp
  readonly why: string
  /** Which files the rule is for; all when absent. */
  readonly applies?: (path: string) => boolean
}

const LINES_MAX = 400
const isWing = (path: string): boolean =>
  path.startsWith('src/') && !path.startsWith('src/app/') && !isTest(path)
const isNotTidy = (path: string): boolean => !path.startsWith('tools/tidy')

const RULES: readonly Rule[] = [
  {
    pattern: /black-?list|white-?list/i,
    why: 'say reputation list or block list (GLOSSARY.md)',
    applies: isNotTidy,
  },
  {
    pattern: /\b(FIXME|TODO|XXX|HACK)\b/,
    why: 'finish it, or write down the condition for its removal',
    applies: isNotTidy,
  },
  {
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(/,
    why: 'take a Clock: only app reads the clock',
    applies: isWing,
  },
  {
    pattern: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/,
    why: 'take a Random or an id port: only app draws randomness',
    applies: isWing,
  },
  {
    pattern: /\bprocess\.(env|argv|exit|cwd)\b/,
    why: 'only app knows the process and its environment',
    applies: isWing,
  },
  {
    pattern: /\bexport default\b/,
    why: 'no default exports',
    applies: (path) => path !== 'console/vite.config.ts',
  },
  { pattern: /^\s*(export )?(const )?enum /m, why: 'use a union of strings' },
]

/** Words, ports and sizes. */
export function checkText(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...checkName(file), ...checkLength(file), ...checkRules(file)])
}

function checkName(file: SourceFile): string[] {
  const name = basename(file.path)
  const complaints: string[] = []
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|css|html|sql)$/.test(name))
    complaints.push(`${file.path}: file names are kebab-case`)
  if (/(^|\/)(utils?|helpers?|misc|common)(\/|\.|$)/.test(file.path))
    complaints.push(`${file.path}: name the idea, there is no drawer for the rest`)
  return complaints
}

/** A long table or one state machine may stay long when its first comment says "Long because". */
function checkLength(file: SourceFile): string[] {
  const lines = file.text.split('\n').length
  if (lines <= LINES_MAX || file.text.slice(0, 1500).includes('Long because')) return []
  return [`${file.path}: ${lines} lines; more than one idea? (${LINES_MAX} at most)`]
}

function checkRules(file: SourceFile): string[] {
  return RULES.filter((rule) => rule.applies?.(file.path) ?? true).flatMap((rule) => {
    const index = file.text.search(rule.pattern)
    if (index < 0) return []
    const line = file.text.slice(0, index).split('\n').length
    return [`${file.path}:${line}: ${rule.why}`]
  })
}
