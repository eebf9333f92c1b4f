/** Writes docs/reference/codes.md from the texts in the program: `node tools/codes.ts --write`. */
import { writeFileSync } from 'node:fs'
import { renderCatalogue } from '../src/app/codes/catalogue.ts'

if (!process.argv.includes('--write')) {
  process.stdout.write(renderCatalogue())
} else {
  writeFileSync(new URL('../docs/reference/codes.md', import.meta.url), renderCatalogue())
}
