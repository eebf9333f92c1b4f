import type { ImportStep } from '../../cases/index.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { ListImportAnswer, ListQuality, ListSource } from '../../web/schemas/lists.ts'

/** What `noroshi list` says, in both languages. */

export function stepText(step: ImportStep): Bilingual {
  if (step.step !== 'storing')
    return step.step === 'loading'
      ? { en: 'fetching the list', ja: 'リストを取得しています' }
      : { en: 'reading the list', ja: 'リストを解釈しています' }
  return {
    en: `comparing ${step.done} of ${step.total} entries`,
    ja: `照合中 ${step.done} / ${step.total} 件`,
  }
}

export function importTexts({
  source,
  format,
  outcome,
  isDryRun,
  report,
}: ListImportAnswer): Bilingual[] {
  if (outcome === 'unchanged' || !report)
    return [
      {
        en: `${source}: the same as last time; nothing changed`,
        ja: `${source}：前回と同じ内容です（変更なし）`,
      },
    ]
  const { lines, entries, added, relisted, kept, changed, removed, history, badLines } = report
  const texts: Bilingual[] = [
    {
      en: `${source} (${format}): ${lines} lines, ${entries} entries`,
      ja: `${source}（${format}）：${lines} 行、${entries} 件`,
    },
    {
      en: `  ${added} added (${relisted} of them were here before), ${kept} kept (${changed} changed), ${removed} removed, ${history} stays of the past`,
      ja: `  追加 ${added}（うち再掲載 ${relisted}）、継続 ${kept}（うち変更 ${changed}）、削除 ${removed}、過去の掲載 ${history}`,
    },
  ]
  for (const [reason, count] of Object.entries(report.skipped))
    texts.push({ en: `  ${count} skipped: ${reason}`, ja: `  対象外 ${count}：${reason}` })
  if (badLines > 0) {
    const first = report.firstBadLines.map(({ line, reason }) => `${line} ${reason}`).join(', ')
    texts.push({
      en: `  ${badLines} lines could not be understood: ${first}`,
      ja: `  解釈できない行 ${badLines}：${first}`,
    })
  }
  if (isDryRun)
    texts.push({ en: '  Dry run: nothing was kept.', ja: '  試行のため、何も保存していません。' })
  return texts
}

export function sourceText(source: ListSource): Bilingual {
  const { name, kind, listedCount, entryCount, reliability, terms, verifiedAt, failure } = source
  const since = verifiedAt?.slice(0, 16) ?? '–'
  const state = source.removedAt ? 'removed' : (failure ?? 'ok')
  const head = `${name.padEnd(20)} ${kind.padEnd(10)}`
  return {
    en: `${head} ${listedCount} listed of ${entryCount}, reliability ${reliability}, verified ${since}, ${state}; terms: ${terms}`,
    ja: `${head} 掲載中 ${listedCount} / ${entryCount}、信頼度 ${reliability}、確認 ${since}、${state}、利用条件：${terms}`,
  }
}

export function qualityTexts({ sources, overlaps, copying }: ListQuality): Bilingual[] {
  const days = (value: number | null): string => (value === null ? '–' : value.toFixed(1))
  const percent = (value: number | null): string =>
    value === null ? '–' : `${(100 * value).toFixed(1)} %`
  return [
    ...sources.map((one) => {
      const { lowerDays, medianDays, upperDays } = one.lifetimes
      const life = `${days(lowerDays)} / ${days(medianDays)} / ${days(upperDays)}`
      const exclusive = percent(
        one.addressCount === 0 ? null : one.exclusiveCount / one.addressCount,
      )
      const { confirmedCount, dismissedCount, precision } = one
      const interval = precision ? `${percent(precision.lower)}–${percent(precision.upper)}` : '–'
      return {
        en: `${one.source.padEnd(20)} ${one.entryCount} entries, ${one.addressCount} addresses (${exclusive} on no other list), ${one.listedCount} listed, ${one.addressOnlyCount} without a port; stays, quartiles in days: ${life}; decided: ${confirmedCount} confirmed, ${dismissedCount} dismissed (${interval})`,
        ja: `${one.source.padEnd(20)} ${one.entryCount} 件、${one.addressCount} アドレス（他リストになし ${exclusive}）、掲載中 ${one.listedCount}、ポートなし ${one.addressOnlyCount}、掲載日数の四分位 ${life}、判断：確認 ${confirmedCount}、却下 ${dismissedCount}（${interval}）`,
      }
    }),
    ...overlaps
      .filter(({ commonCount }) => commonCount > 0)
      .map((one) => {
        const head = `  ${one.source} ∩ ${one.other}: ${one.commonCount} (${percent(one.share)})`
        const median = days(one.delayDays?.median ?? null)
        return {
          en: `${head}; of ${one.comparableCount} with both days known the first had ${percent(one.firstShare)} first, the other came ${median} days later (median)`,
          ja: `${head}、双方の掲載日が分かる ${one.comparableCount} 件のうち先行 ${percent(one.firstShare)}、他方の遅れ（中央値）${median} 日`,
        }
      }),
    ...copying.map(({ source, from, why }) => ({
      en: `  ${source} and ${from} count as one voice (${why})`,
      ja: `  ${source} と ${from} は1つの情報源として数えます（${why}）`,
    })),
  ]
}
