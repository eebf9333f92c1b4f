import './design/tokens.css'
import './design/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { askEarly } from './api/early.ts'
import { App } from './app.tsx'
import { firstPaths } from './first-paths.ts'
import { loadAssociation } from './load-association.ts'
import { signedInAt } from './session/was-signed-in.ts'

askEarly(['/session'])
// Of somebody who has yet to sign in the answers would only be refusals.
const house = signedInAt()
if (house !== null) askEarly(firstPaths(new URL(location.href), house))
if (house === 'association') void loadAssociation()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
