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

describe('accessibility', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`finds nothing amiss on the seed graph, ${theme}`, async () => {
      const app = await openApp({ theme })
      await app.choose('Y')
      await app.inspector.getByRole('application').first().waitFor()
      assert.deepEqual(await violations(app), [])
      await app.page.keyboard.press('u')
      await app.page.getByRole('region', { name: 'Unfolded gradient' }).waitFor()
      assert.deepEqual(await violations(app), [], 'with a gradient on trial')
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
