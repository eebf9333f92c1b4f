import { postJson } from '../api/client.ts'

/** Comes when somebody presses the button: whoever is signed in already needs none of it. */
const browserPart = () => import('@simplewebauthn/browser')

/** The browser's dialog between question and answer; throws when the person cancels it. */

export async function signInByPasskey(): Promise<void> {
  const { startAuthentication } = await browserPart()
  const optionsJSON = await postJson<never>('/sign-in/passkey/options', {})
  await postJson('/sign-in/passkey', { response: await startAuthentication({ optionsJSON }) })
}

export async function addPasskey(): Promise<void> {
  const { startRegistration } = await browserPart()
  const optionsJSON = await postJson<never>('/account/passkeys/options', {})
  const response = await startRegistration({ optionsJSON })
  await postJson('/account/passkeys', { response, label: navigator.platform })
}
