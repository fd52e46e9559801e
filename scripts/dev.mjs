// npm run dev: the window with hot reload, at the address Vite prints (the web host); where Electron's
// binary is installed, the shell is opened on it too, told the address by BACKPROP_DEV_URL.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'
import { buildShell } from './build.mjs'
import { findElectron } from './lib/electron.mjs'
import { root } from './lib/setup.mjs'

const server = await createServer({
  configFile: join(root, 'renderer/vite.config.ts'),
  server: { host: '127.0.0.1' },
})
await server.listen()
server.printUrls()

const url = server.resolvedUrls?.local[0]
const electron = findElectron()
if (electron && url) {
  await buildShell()
  const shell = spawn(electron, [root], {
    cwd: root,
    env: { ...process.env, BACKPROP_DEV_URL: url },
    stdio: 'inherit',
  })
  shell.on('exit', () => void server.close())
} else console.log('  Electron’s binary is not installed: open the address in a browser.')
