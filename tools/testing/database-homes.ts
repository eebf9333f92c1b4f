import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'

/** Structurally `DatabasePlace` of src/db. */
export type Home = { readonly directory: string } | { readonly url: string }

/**
 * Runs one suite in every home that the operational database can have: PGlite in a new directory,
 * and, where NOROSHI_TEST_POSTGRES_URL names a server on which databases may be created, a new
 * database on it. `suite` gets a function that opens the home, to be called in its `before`.
 */
export function inEveryHome(
  name: string,
  suite: (home: { create(): Promise<Home>; remove(): Promise<void> }) => void,
): void {
  describe(`${name}, PGlite in a directory`, () => {
    let directory: string
    suite({
      create: async () => {
        directory = mkdtempSync(join(tmpdir(), 'noroshi-database-'))
        return { directory: join(directory, 'database') }
      },
      remove: async () => rmSync(directory, { recursive: true, force: true }),
    })
  })

  const server = process.env['NOROSHI_TEST_POSTGRES_URL']
  const title = `${name}, PostgreSQL server`
  if (!server) {
    it(title, { skip: 'NOROSHI_TEST_POSTGRES_URL is not given' }, () => {})
    return
  }
  const database = `noroshi_test_${process.pid}_${name.replaceAll(/\W/g, '_')}`
  describe(title, () => {
    suite({
      create: async () => {
        await statement(server, `create database ${pg.escapeIdentifier(database)}`)
        const url = new URL(server)
        url.pathname = `/${database}`
        return { url: url.href }
      },
      remove: () => statement(server, `drop database if exists ${pg.escapeIdentifier(database)}`),
    })
  })
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
