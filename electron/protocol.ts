import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { CustomScheme, Protocol } from 'electron'
import { codeOf } from './disk.ts'

/** The page's origin, and the only one the shell listens to. */
export const bundleOrigin = 'app://bundle'

/** To be registered before the app is ready. */
export const bundleScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
}

/** What the page may do: its own code, WebAssembly and workers; no address but its own. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
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

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.backprop': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** Serves a folder as `app://bundle/`; to be called once the app is ready. */
export function setupProtocol(protocol: Protocol, folder: string): void {
  protocol.handle(bundleScheme.scheme, (request) => answer(request, folder))
}

/** Answers one request from a folder, and from nowhere else. */
export async function answer(
  request: { readonly method: string; readonly url: string },
  folder: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, { Allow: 'GET, HEAD' })
  const path = pathInBundle(request.url)
  if (path === undefined) return plain(404)
  const file = join(folder, path)
  try {
    if (!(await stat(file)).isFile()) return plain(404)
    const body = new Uint8Array(await readFile(file))
    const type = mimeTypes[extname(file).toLowerCase()] ?? 'application/octet-stream'
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...headers, 'Content-Type': type, 'Content-Length': String(body.byteLength) },
    })
  } catch (error) {
    return plain(codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? 404 : 500)
  }
}

/**
 * The file an address names, relative to the bundle's folder; `undefined` where it names none.
 *
 * Every segment must be a plain name after decoding: `%2e%2e`, `%2f`, backslashes, drive letters
 * and streams would otherwise lead out of the folder.
 */
export function pathInBundle(address: string): string | undefined {
  try {
    const url = new URL(address)
    if (url.protocol !== 'app:' || url.host !== 'bundle') return undefined
    const segments = url.pathname.slice(1).split('/').map(decodeURIComponent)
    if (segments.at(-1) === '') segments.splice(-1, 1, 'index.html')
    return segments.every(isPlainName) ? segments.join('/') : undefined
  } catch {
    return undefined // not an address, or badly encoded
  }
}

function isPlainName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/\\:\p{Cc}]/u.test(segment)
}

function plain(status: number, extra: Readonly<Record<string, string>> = {}): Response {
  const type = { 'Content-Type': 'text/plain; charset=utf-8' }
  return new Response(`${status}\n`, { status, headers: { ...headers, ...type, ...extra } })
}
