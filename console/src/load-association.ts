/** The association's pages: nobody at a provider ever loads them. */
export const loadAssociation = () => import('./pages/association/association-app.tsx')
