// Builds the five parts into out/: the command line, the library, the shell's main and preload scripts, the window.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { quit, root, sourceHash, stampBuild } from './lib/setup.mjs'

const entries = {
  cli: 'core/cli/index.ts',
  library: 'core/index.ts',
  main: 'electron/main.ts',
  preload: 'electron/preload.ts',
  page: 'renderer/index.html',
  renderer: 'renderer/main.tsx',
}

/** Builds the shell's two scripts only: what `npm run dev` needs beside Vite's own server. */
export async function buildShell() {
  await bundle(entries.main, 'out/main', 'es')
  // A sandboxed preload script cannot be a module.
  await bundle(entries.preload, 'out/preload', 'cjs')
}

/**
 * @param {string} entry
 * @param {string} outDir
 * @param {'es' | 'cjs'} format
 */
async function bundle(entry, outDir, format) {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['node'] },
    build: {
      target: 'node22',
      outDir: join(root, outDir),
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { index: join(root, entry) },
        platform: 'node',
        external: ['electron', /^node:/, ...builtinModules],
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          ...(entry === entries.cli && !hasShebang(entry) ? { banner: '#!/usr/bin/env node' } : {}),
        },
      },
    },
  })
}

/** Builds the engine as a library: a module a file, so that a bundler leaves out what is not used, with types. */
async function buildLibrary() {
  const outDir = join(root, 'out/library')
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: { index: join(root, entries.library) },
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: join(root, 'core'),
          entryFileNames: '[name].js',
        },
      },
    },
  })
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'core/tsconfig.library.json')],
    { cwd: root, stdio: 'inherit' },
  )
  if (status !== 0) throw new Error('the types of the library could not be written.')
}

/** @param {string} entry */
function hasShebang(entry) {
  return readFileSync(join(root, entry), 'utf8').startsWith('#!')
}

async function buildAll() {
  const missing = Object.values(entries).filter((entry) => !existsSync(join(root, entry)))
  if (missing.length > 0) quit(`Cannot build: ${missing.join(', ')} missing.`)
  const started = performance.now()
  const hash = sourceHash()
  await bundle(entries.cli, 'out/cli', 'es')
  chmodSync(join(root, 'out/cli/index.js'), 0o755)
  await buildLibrary()
  await buildShell()
  await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' })
  stampBuild(hash)
  console.log(`Built into out/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildAll().catch((error) => quit(`The build failed: ${error?.message ?? error}`))
