import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'

const HERE = import.meta.dirname

it('grants are made by the consent ledger and nowhere else', () => {
  const makers = readdirSync(join(HERE, '..'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
    .filter((path) => /\bnew Grant\(/.test(readFileSync(join(HERE, '..', path), 'utf8')))
    .filter((path) => !path.startsWith('measures/consent/'))
  assert.deepEqual(makers, [])
})
