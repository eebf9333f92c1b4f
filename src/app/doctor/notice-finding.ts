import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { NoroshiError } from '../../core/error.ts'
import type { Notice } from '../../web/schemas/notice.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { withNoticeDesk } from '../notice-desk.ts'
import { type Finding, failed, ok, warning } from './finding.ts'

/** Whether subscribers were told what is done, and so whether anything is collected. */
export async function noticeFinding(directory: DataDirectory): Promise<Finding> {
  try {
    return findingOf(await standing(directory))
  } catch (error) {
    if (!(error instanceof NoroshiError)) throw error
    const text = `${error.message} [${error.code}]`
    return warning('notice', text, text)
  }
}

async function standing(directory: DataDirectory): Promise<Notice['standing'] | undefined> {
  if (await isServiceRunning(directory.controlSocket))
    return (await callService<Notice>(directory.controlSocket, 'GET', '/api/v1/notice')).standing
  // Looking makes nothing: where there is no database yet there is no notice in it.
  if (!existsSync(join(directory.database, 'PG_VERSION'))) return undefined
  return withNoticeDesk(directory.root, async (desk) => (await desk.show()).standing)
}

function findingOf(found: Notice['standing'] | undefined): Finding {
  if (!found)
    return warning(
      'notice',
      'none is published, so nothing will be collected; see noroshi notice show',
      '公開されていないため、収集しません。noroshi notice show を確認してください',
    )
  const { en, ja } = found.advice
  if (found.state === 'current') return ok('notice', en, ja)
  return found.state === 'lapsed' ? failed('notice', en, ja) : warning('notice', en, ja)
}
