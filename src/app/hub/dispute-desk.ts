import type { Disputes, WaitingClaim } from '../../gate/disputes/disputes.ts'
import { ROOT } from '../../gate/disputes/http/layout.ts'
import type { Officer } from '../../gate/disputes/officers.ts'
import type { Dispute, DisputeRow } from '../../gate/disputes/read.ts'
import type { Outcome } from '../../gate/disputes/reasons.ts'
import type { DisputeStatistics } from '../../gate/disputes/statistics.ts'
import { remoteCall, withDesk } from './with-desk.ts'

/** What one officer does with one dispute. */
export type OfficerAct =
  | { readonly kind: 'take' | 'decide'; readonly id: string; readonly text?: string }
  | {
      readonly kind: 'propose'
      readonly id: string
      readonly outcome: Outcome
      readonly reason: string
      readonly text?: string
    }
  | {
      readonly kind: 'send-back' | 'suspend' | 'resume' | 'reopen' | 'tell'
      readonly id: string
      readonly text: string
    }

/**
 * What the association does about disputes, wherever the hub is open. To look, the directory is enough; to act
 * takes an officer's own token.
 */
export type DisputeDesk = {
  disputeList(isWithEnded: boolean): Promise<readonly DisputeRow[]>
  disputeClaims(): Promise<readonly WaitingClaim[]>
  disputeShow(id: string): Promise<Dispute>
  disputeExport(id: string): Promise<Dispute & { readonly proofs: readonly string[] }>
  disputeStatistics(): Promise<DisputeStatistics>
  disputeAct(token: string | undefined, act: OfficerAct): Promise<Dispute>
  /** Answers the path of the claim's page. */
  disputeOpen(token: string | undefined, address: string): Promise<string>
  disputeContactProved(token: string | undefined, reference: string, how: string): Promise<null>
  disputeOfficers(): Promise<readonly Officer[]>
  disputeOfficerAdd(name: string): Promise<string>
  disputeOfficerEnd(name: string): Promise<null>
}

export function disputeDeskOf(disputes: Disputes): DisputeDesk {
  const { officers } = disputes
  return {
    disputeList: (isWithEnded) => disputes.list(isWithEnded),
    disputeClaims: () => disputes.claims(),
    disputeShow: (id) => disputes.show(id),
    disputeExport: (id) => disputes.export(id),
    disputeStatistics: () => disputes.statistics(),
    disputeAct: async (token, act) => {
      await perform(disputes, await officers.nameOf(token), act)
      return disputes.show(act.id)
    },
    disputeOpen: async (token, address) => {
      await officers.nameOf(token)
      return `${ROOT}/of/${await disputes.openFor(address)}`
    },
    disputeContactProved: async (token, reference, how) => {
      await disputes.contactProved(await officers.nameOf(token), reference, how)
      return null
    },
    disputeOfficers: () => officers.list(),
    disputeOfficerAdd: (name) => officers.add(name),
    disputeOfficerEnd: async (name) => {
      await officers.end(name)
      return null
    },
  }
}

function perform(disputes: Disputes, officer: string, act: OfficerAct): Promise<void> {
  const { id } = act
  switch (act.kind) {
    case 'take':
      return disputes.take(officer, id)
    case 'propose':
      return disputes.propose(officer, id, act.outcome, act.reason, said(act.text))
    case 'decide':
      return disputes.decide(officer, id, said(act.text))
    case 'send-back':
      return disputes.sendBack(officer, id, act.text)
    case 'suspend':
      return disputes.suspend(officer, id, act.text)
    case 'resume':
      return disputes.resume(officer, id, act.text)
    case 'reopen':
      return disputes.reopen(officer, id, act.text)
    case 'tell':
      return disputes.tell(officer, id, act.text)
  }
}

const said = (text: string | undefined): { text?: string } => (text === undefined ? {} : { text })

/** Through the running hub when there is one, else on the database itself. */
export const withDisputeDesk = <Result>(
  dataPath: string,
  use: (desk: DisputeDesk) => Promise<Result>,
): Promise<Result> =>
  withDesk(
    dataPath,
    { remote: remoteDesk, here: (open) => disputeDeskOf(open.disputes.disputes) },
    use,
  )

function remoteDesk(socket: string): DisputeDesk {
  const call = (method: keyof DisputeDesk) => remoteCall(socket, method)
  return {
    disputeList: call('disputeList'),
    disputeClaims: call('disputeClaims'),
    disputeShow: call('disputeShow'),
    disputeExport: call('disputeExport'),
    disputeStatistics: call('disputeStatistics'),
    disputeAct: call('disputeAct'),
    disputeOpen: call('disputeOpen'),
    disputeContactProved: call('disputeContactProved'),
    disputeOfficers: call('disputeOfficers'),
    disputeOfficerAdd: call('disputeOfficerAdd'),
    disputeOfficerEnd: call('disputeOfficerEnd'),
  }
}
