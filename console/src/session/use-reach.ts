import type { House, Role } from '../../../src/web/schemas/people.ts'
import { useSession } from './session.tsx'

/** Whether who is signed in may do what needs a role. */
export function useMay(): (role: Role) => boolean {
  const reach = useSession()?.reach ?? []
  return (role) => reach.includes(role)
}

/** Whose console this is. */
export function useHouse(): House {
  return useSession()?.house ?? 'operator'
}

/** The id that stands in histories; null before anybody has signed in. */
export function useMyId(): string | null {
  return useSession()?.person?.id ?? null
}
