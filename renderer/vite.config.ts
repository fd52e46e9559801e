import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react({ compiler: true })],
  worker: { format: 'es' },
  server: { fs: { allow: [resolve(import.meta.dirname, '..')] } },
  build: {
    outDir: resolve(import.meta.dirname, '../out/renderer'),
    emptyOutDir: true,
    // Parts that load when first used (charts, formulas) are large and meant to be.
    chunkSizeWarningLimit: 1200,
  },
})
