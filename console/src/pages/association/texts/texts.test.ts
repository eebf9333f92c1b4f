import { resolve } from 'node:path'
import { checkTexts } from '../../../i18n/texts.fixture.ts'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

checkTexts({ en, ja }, { cwd: resolve(import.meta.dirname, '..'), glob: '**/*.{ts,tsx}' })
