import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import axe from 'axe-core'
import { type AppPage, closeBrowser, example, openApp } from '../kit/appPage.ts'

after(closeBrowser)

/** What axe finds amiss in the page as it stands, one line a violation. */
async function violations(app: AppPage): Promise<string[]> {
  await app.page.evaluate(axe.source)
  return app.page.evaluate(async () => {
    const { violations } = await (
      window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      }
    ).axe.run()
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  })
}

/** What is opened on a graph by its keys: the card that has the keyboard, the keys, what is seen then. */
const views = {
  steps: { graph: 'neuron', card: 'x1', keys: ['s', 'End', 'ArrowLeft'], seen: /Backward 9 of 10/ },
  target: { graph: 'tanh', card: 'Y', keys: ['t'], seen: /Back to L/ },
  forward: { graph: 'tanh', card: 'X', keys: ['f'], seen: /They agree\./ },
  paths: { graph: 'diamond', card: 'x', keys: ['l', 'Space'], seen: /Without it/ },
  nudge: { graph: 'tanh', card: 'X', keys: ['Shift+N', 'n'], seen: /nudge agrees/ },
  jacobian: { graph: 'tanh', card: 'Y', keys: ['j'], seen: /diagonal/i },
  backward: { graph: 'tanh', card: 'X', keys: ['u'], seen: /Keep/ },
  tangent: { graph: 'neuron', card: 'o', keys: ['d', 'PageUp'], seen: /flat/i },
} as const

describe('accessibility', () => {
  for (const theme of ['light', 'dark'] as const)
    it(`finds nothing amiss in what opens by a key, ${theme}`, async () => {
      for (const [name, { graph, card, keys, seen }] of Object.entries(views)) {
        const app = await openApp({ theme, text: example(graph) })
        await app.node(card).focus()
        for (const key of keys) await app.page.keyboard.press(key)
        await app.page.getByText(seen).first().waitFor()
        assert.deepEqual(await violations(app), [], name)
        await app.close()
      }
    })

  for (const theme of ['light', 'dark'] as const) {
    it(`finds nothing amiss on the seed graph, ${theme}`, async () => {
      const app = await openApp({ theme })
      await app.choose('Y')
      await app.inspector.getByRole('application').first().waitFor()
      assert.deepEqual(await violations(app), [])
      for (const formula of ['tanh(X)', 'tahn(X)', '']) {
        await app.page.keyboard.press('=')
        await app.page.getByRole('textbox', { name: 'Formula' }).fill(formula)
        assert.deepEqual(await violations(app), [], `the formula ${formula}`)
        await app.page.keyboard.press('Escape')
      }
      await app.close()
    })

    it(`finds nothing amiss with matrices, problems and dialogs, ${theme}`, async () => {
      const doc = JSON.parse(example('mlp'))
      doc.nodes.push({ id: 'free', type: 'add', position: { x: 320, y: 900 }, data: {} })
      const app = await openApp({ theme, text: JSON.stringify(doc) })
      await app.page.keyboard.press('Control+m')
      assert.deepEqual(await violations(app), [])
      for (const keys of ['Control+k', 'Shift+Slash', 'Control+e']) {
        await app.page.keyboard.press(keys)
        await app.page.getByRole('dialog').waitFor()
        assert.deepEqual(await violations(app), [], keys)
        await app.page.keyboard.press('Escape')
        await app.page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await app.close()
    })
  }
})
