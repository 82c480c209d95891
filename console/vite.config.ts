import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Compressed once here, so that no answer has to be. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const files = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))
    for (const name of files) {
      const file = join(dir, name)
      const content = await readFile(file)
      await writeFile(`${file}.gz`, await promisify(gzip)(content))
      await writeFile(`${file}.br`, await promisify(brotliCompress)(content))
    }
  },
}

export default defineConfig({
  plugins: [react(), compressed],
  // The server puts the nonce of each answer in its place (src/http/console.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4400' } },
})
