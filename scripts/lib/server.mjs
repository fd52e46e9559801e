// The static server behind the web host: `out/renderer` on the loopback address, and nothing else.

import { readFile, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, resolve, sep } from 'node:path'

/** What the page may do: its own code, WebAssembly and workers; no address but its own. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ')

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
}

/** @type {Record<string, string>} */
const mimeTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.backprop': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/**
 * Serves a folder on 127.0.0.1.
 *
 * Only requests that name this very address as their host are answered, so that no other page can
 * reach the server under a name of its own; nothing outside the folder is ever read.
 *
 * @param {object} options
 * @param {string} options.root the folder
 * @param {number} [options.port] a free one if not given
 * @param {string} [options.open] a document to serve at `/__open`
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ root, port = 0, open }) {
  const folder = await realpath(root)
  const server = createServer(async (request, response) => {
    const { status, type, body } = await answer(request).catch(() => plain(500))
    response.writeHead(status, {
      ...headers,
      'Content-Type': type,
      'Content-Length': body.byteLength,
      ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })

  /** @param {import('node:http').IncomingMessage} request */
  async function answer({ method, url = '/', headers: { host } }) {
    if (host !== `127.0.0.1:${bound}` && host !== `localhost:${bound}`) return plain(421)
    if (method !== 'GET' && method !== 'HEAD') return plain(405)
    const path = decodedPath(url)
    if (path === undefined) return plain(400)
    if (path === '/__open')
      return open
        ? found(open, '.backprop').catch(() => plain(404)) // it may be gone since
        : plain(404)
    const inside = await resolveInside(folder, path)
    return inside === undefined ? plain(404) : found(inside, extname(inside))
  }

  await /** @type {Promise<void>} */ (
    new Promise((done, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', done)
    })
  )
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port

  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/**
 * @param {string} url the request's target
 * @returns {string | undefined} its path, or undefined if it cannot be one
 */
function decodedPath(url) {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
    return path.startsWith('/') && !/[\0\\]/.test(path) ? path : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {Promise<string | undefined>} the file, if it exists and lies in the folder, links followed
 */
async function resolveInside(folder, path) {
  const wanted = resolve(folder, `.${path}`)
  if (wanted !== folder && !wanted.startsWith(folder + sep)) return undefined
  const file = path.endsWith('/') ? resolve(wanted, 'index.html') : wanted
  try {
    const real = await realpath(file)
    return real.startsWith(folder + sep) && (await stat(real)).isFile() ? real : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {string} ending
 */
async function found(file, ending) {
  const type = mimeTypes[ending.toLowerCase()] ?? 'application/octet-stream'
  return { status: 200, type, body: await readFile(file) }
}

/** @param {number} status */
function plain(status) {
  return { status, type: 'text/plain; charset=utf-8', body: Buffer.from(`${status}\n`) }
}
