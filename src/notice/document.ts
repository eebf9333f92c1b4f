/** The notice in sentences, plain Japanese first. Long because it is one text, and is read as one. */
import type { Bilingual } from '../core/bilingual.ts'
import { columnText } from './column-texts.ts'
import type { AlertDays, NoticeFacts } from './facts.ts'

export type NoticeSection = {
  readonly id: string
  readonly heading: Bilingual
  readonly text: Bilingual
  readonly items: readonly Bilingual[]
}

export type NoticeDocument = {
  readonly title: Bilingual
  readonly sections: readonly NoticeSection[]
}

export function documentOf(facts: NoticeFacts): NoticeDocument {
  const sections = [who, what, why, howLong, whoSees, whatLeaves, sayingNo, changes].map(
    (section) => section(facts),
  )
  return {
    title: {
      ja: 'サイバー攻撃の指令元を見つけるための通信記録の利用について',
      en: 'How records of communication are used to find the servers that command cyber attacks',
    },
    sections: facts.isDemonstration ? [DEMONSTRATION, ...sections] : sections,
  }
}

const DEMONSTRATION: NoticeSection = {
  id: 'demonstration',
  heading: { ja: '実演用のお知らせです', en: 'This is a demonstration' },
  text: {
    ja: 'この装置は実演として動いています。集めているのは計算で作った架空の通信だけで、実在する人の通信は含みません。',
    en: 'This installation runs as a demonstration. All it collects is made-up communication; nobody’s real communication is in it.',
  },
  items: [],
}

function who({ operator, contact }: NoticeFacts): NoticeSection {
  return {
    id: 'who',
    heading: { ja: '1. だれが行うか', en: '1. Who does this' },
    text: {
      ja: `${operator.ja}が行います。お問い合わせ先は次のとおりです。`,
      en: `${operator.en} does. You reach us here:`,
    },
    items: [contact],
  }
}

function what({ columns, tunnels }: NoticeFacts): NoticeSection {
  const inside = tunnels.join(', ')
  return {
    id: 'what',
    heading: { ja: '2. 何を集めるか', en: '2. What is collected' },
    text: {
      ja: `通信の「宛名書き」にあたる次の情報だけを、ルータから受け取ります。通信の中身（文章、画像、閲覧したページのURL、検索した言葉、サイトの名前など）は受け取っても保存せず、捨てます。${
        inside === '' ? '' : `トンネル（${inside}）については、内側の宛名書きも見ます。`
      }`,
      en: `Only what is written on the envelope of a communication, as our routers report it. What is inside (texts, pictures, addresses of pages, words searched for, names of sites) is dropped and never kept.${
        inside === '' ? '' : ` Of tunnels (${inside}) the inner envelope is read as well.`
      }`,
    },
    items: columns.map(columnText),
  }
}

function why({ purposes, alertDays }: NoticeFacts): NoticeSection {
  return {
    id: 'why',
    heading: {
      ja: '3. 何のために、どのような根拠で使うか',
      en: '3. What for, and on which ground',
    },
    text: {
      ja: `ウイルスに感染した機器へ命令を送るサーバ（C&Cサーバ）である可能性が高い機器を見つけ、利用者のみなさまと通信網を守るために使います。${alertDays ? '同意された方には、お使いの機器がそのサーバと通信していることをお知らせします。' : ''}ほかの目的には使いません。`,
      en: `To find servers that probably command infected devices (C2 servers), and so to protect you and the network${alertDays ? ', and to tell you, if you agreed, that a device of yours communicates with one' : ''}. For nothing else.`,
    },
    items: purposes.map(({ name, ground }) => ({
      ja: `${name.ja} — 根拠：${ground.ja}`,
      en: `${name.en} – ground: ${ground.en}`,
    })),
  }
}

function howLong({
  flowDays,
  trafficDays,
  isStoredElsewhere,
  alertDays,
}: NoticeFacts): NoticeSection {
  return {
    id: 'how-long',
    heading: { ja: '4. どれくらいの間、どこに残すか', en: '4. How long, and where' },
    text: {
      ja: `次の期間を過ぎたものは自動的に消し、消したことを記録に残します。保存するのは${isStoredElsewhere ? '、当社が管理するデータベースサーバ' : 'この装置の中'}です。`,
      en: `What is older is deleted by itself, and that it was deleted is recorded. It is kept ${isStoredElsewhere ? 'on database servers that we run' : 'on this installation'}.`,
    },
    items: [
      { ja: `上の通信の記録：${flowDays}日間`, en: `the records above: ${flowDays} days` },
      {
        ja: `通信量の合計（だれの通信かは分からないもの）：${trafficDays}日間`,
        en: `volumes, which do not tell whose they are: ${trafficDays} days`,
      },
      {
        ja: '見つかったサーバの側のアドレスと、判断した人・理由：利用者の情報を含まないため、記録として残します',
        en: 'addresses of servers that were found, who decided and why: kept, as no subscriber is in them',
      },
      ...(alertDays ? [alertsKept(alertDays)] : []),
    ],
  }
}

function alertsKept({ sessionDays, contactDays, recordDays }: AlertDays): Bilingual {
  return {
    ja: `機器の感染をお知らせするための情報（同意された方のみ。社外には渡しません）：どの回線がどのアドレスを使っていたかは${sessionDays}日間、ご連絡先は長くとも${contactDays}日間、お知らせの記録は長くとも${recordDays}日間。その後はだれのものか分からない集計だけを残します`,
    en: `for telling you of an infected device, only if you agreed, and never outside the house: which line had which address, ${sessionDays} days; how to reach you, at most ${contactDays} days; that you were told, at most ${recordDays} days. Afterwards only totals that do not tell whose they are`,
  }
}

const READERS: Readonly<Record<string, Bilingual>> = {
  analyst: { ja: '分析担当者（個別の事案を確かめるときだけ）', en: 'analysts, to review one case' },
  approver: {
    ja: '承認担当者（公開の可否を判断するとき）',
    en: 'approvers, to decide on publication',
  },
  'privacy-officer': {
    ja: 'プライバシー担当者（だれが見たかの記録を点検します。通信の記録は見ません）',
    en: 'privacy officers, who inspect who looked, and do not look themselves',
  },
}

function whoSees({ readers }: NoticeFacts): NoticeSection {
  return {
    id: 'who-sees',
    heading: { ja: '5. だれが見るか', en: '5. Who sees it' },
    text: {
      ja: '検知はプログラムが行います。人が見るのは次の担当者だけで、見るたびに「だれが・いつ・どの期間を・何のために」見たかを、後から書き換えられない形で記録します。',
      en: 'A program does the finding. Only these people look, and each time it is recorded who looked, when, at which time and what for, in a way that cannot be rewritten.',
    },
    items: readers.map((role) => READERS[role] ?? { ja: role, en: role }),
  }
}

function whatLeaves(_: NoticeFacts): NoticeSection {
  return {
    id: 'what-leaves',
    heading: { ja: '6. 社外に渡すもの', en: '6. What leaves the house' },
    text: {
      ja: '2名が確認したサーバについて、次の情報だけを、サイバー攻撃への対処に限って、情報管理の整った事業者の団体などに渡すことがあります。みなさまの情報や、だれがそのサーバと通信したかは渡しません。',
      en: 'Of servers that two people have confirmed, only the following may be given to trusted associations of providers, for defence against cyber attacks. Nothing about you, and not who communicated with the server.',
    },
    items: [
      {
        ja: 'サーバのIPアドレス・プロトコル・ポート番号',
        en: 'the server’s IP address, protocol and port',
      },
      {
        ja: '情報の有効期間、状態、確からしさの区分、種別',
        en: 'how long it holds, its state, how sure we are, its kind',
      },
    ],
  }
}

function sayingNo({ optOut }: NoticeFacts): NoticeSection {
  return {
    id: 'saying-no',
    heading: { ja: '7. やめてほしいとき', en: '7. How to say no' },
    text: {
      ja: '通信を止めるなどの措置は、同意された方にだけ行います。同意はいつでも取り消せます。お申し出の方法は次のとおりです。',
      en: 'Measures such as blocking are taken only for those who have consented. You can withdraw at any time, in this way:',
    },
    items: [optOut],
  }
}

function changes({ graceDays }: NoticeFacts): NoticeSection {
  return {
    id: 'changes',
    heading: { ja: '8. このお知らせが変わるとき', en: '8. When this notice changes' },
    text: {
      ja: `${graceDays === 0 ? '扱いを変えるときは、先にこのお知らせを改めます。' : `扱いを変えたときは、遅くとも${graceDays}日以内にこのお知らせを改めます。改めないまま${graceDays}日を過ぎると、装置が収集を止めます。`}以前のお知らせも、このページから読めます。`,
      en: `${graceDays === 0 ? 'Before anything changes, this notice is changed.' : `When anything changes, this notice follows within ${graceDays} days; after that the installation stops collecting by itself.`} Earlier notices can be read from this page.`,
    },
    items: [],
  }
}
