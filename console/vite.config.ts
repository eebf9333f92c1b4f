import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompressed } from './precompressed.ts'

/** `vite build` writes console/dist, which the service serves at `/`; `vite dev` asks the service beside it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompressed()],
  server: { proxy: { '/api': process.env['NOROSHI_URL'] ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows files of this origin only: nothing may become a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
