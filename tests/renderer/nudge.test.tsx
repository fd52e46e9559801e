import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { moveNodes } from '#core/index.ts'
import { NudgeStatus } from '../../renderer/canvas/NudgeStatus.tsx'
import { Inspector } from '../../renderer/panels/Inspector.tsx'
import { aligned } from '../../renderer/panels/inspector/aligned.ts'
import { badgeOf, summaryOf } from '../../renderer/panels/inspector/nudgeWords.ts'
import { nudgeOf } from '../../renderer/store/nudges.ts'
import { draw } from '../kit/draw.tsx'
import { eventually } from '../kit/poll.ts'
import { TestApp } from '../kit/TestApp.ts'

const product = () =>
  new TestApp().leaf('a', 2).leaf('b', -3).add('mul', 'y').wire('a → y.input').wire('b → y.other')

const verdict = (app: TestApp, id: string) => nudgeOf(id)(app.state)?.verdict

describe('the command Nudge this element', () => {
  it('opens the inspector on a leaf’s nudge', () => {
    const app = product().select('a').command('nudge')
    expect(app.state).toMatchObject({ lens: 'nudge', inspectorOpen: true, message: null })
  })

  it.each([
    ['y', 'y is computed: nudge an input that it depends on.'],
    ['c', 'c asks for no gradient to compare with; press R to ask for one.'],
    ['d', 'No gradient reaches d: y does not depend on it.'],
    ['say', 'A note has no gradient.'],
  ])('says why %s cannot be nudged', (id, why) => {
    const app = product()
      .tensor('c', { shape: [], values: [1] })
      .leaf('d', 1)
      .add('note', 'say')
    app.select(id).command('nudge').expectMessage(why)
    expect(app.state.lens).toBe('numbers')
  })

  it('says what is missing where there is no root', () => {
    new TestApp()
      .leaf('a', 1)
      .leaf('b', 1)
      .select('a')
      .command('nudge')
      .expectMessage('There is no L to ask: press G on the node whose gradient is wanted.')
  })
})

describe('checking every gradient', () => {
  it('goes on until it is called off, and is true of each run as soon as it is done', () => {
    const app = product()
    expect(app.state.nudges).toBeNull()
    app.command('nudgeAll')
    expect([verdict(app, 'a'), verdict(app, 'b')]).toEqual(['agrees', 'agrees'])
    app.set('a', 5)
    expect(app.state.nudges?.checks.get('b')?.found?.analytic).toBe(5)
    app.add('relu', 'r').wire('a → r.input').set('a', 0).select('r').command('setRoot')
    expect([verdict(app, 'a'), verdict(app, 'b')]).toEqual(['kink', 'no gradient'])
    app.command('nudgeAll')
    expect(app.state.nudges).toBeNull()
  })

  it('keeps what it knows where no number changes', () => {
    const app = product().command('nudgeAll')
    const before = nudgeOf('a')(app.state)
    app.state.edit((doc) => moveNodes(doc, new Map([['a', { x: 7, y: 7 }]])))
    expect(nudgeOf('a')(app.state)).toBe(before)
  })

  it('does what a frame has room for at once, the changed leaf first, and the rest in pauses', async () => {
    const app = new TestApp()
    const leaves = Array.from({ length: 120 }, (_, at) => `x${at}`)
    for (const id of leaves) app.leaf(id, 0.5)
    leaves.reduce((last, id) => {
      const sum = `s_${id}`
      app.add('add', sum).wire(`${last} → ${sum}.input`).wire(`${id} → ${sum}.other`)
      return sum
    })
    app.command('nudgeAll')
    await eventually(() => expect(app.state.nudges?.checks.size).toBe(120))
    app.set('x77', 0.25)
    const checks = app.state.nudges?.checks
    expect([...(checks?.keys() ?? [])][0]).toBe('x77')
    expect(checks?.size).toBeLessThan(120)
    expect(verdict(app, 'x119')).toBeUndefined()
    await eventually(() => expect(verdict(app, 'x119')).toBe('agrees'))
  })

  it('tells a screen reader what came of it', async () => {
    const app = product().leaf('c', 0).add('relu', 'r').wire('c → r.input')
    app.add('add', 'L').wire('y → L.input').wire('r → L.other')
    const place = await draw(app, <NudgeStatus />)
    const said = () => place.querySelector('[role=status]')?.textContent
    expect(said()).toBe('')
    await act(async () => app.command('nudgeAll'))
    expect(said()).toBe('2 of 3 leaves agree, 1 at a kink')
    await act(async () => place.querySelector('button')?.click())
    expect(said()).toBe('')
    expect(app.state.nudges).toBeNull()
  })
})

describe('the nudge of an element', () => {
  it('follows the element chosen, ε and the numbers', async () => {
    const app = new TestApp()
      .tensor('x', { shape: [2], values: [1, 3], requiresGrad: true })
      .add('square', 'y')
      .wire('x → y.input')
      .add('sum', 'L')
      .wire('y → L.input')
      .select('x')
      .command('nudge')
    const place = await draw(app, <Inspector />)
    const text = () => place.textContent ?? ''
    expect(text()).toContain('1.001')
    // 1.001² + 9 and 0.999² + 9.
    expect(text()).toContain('10.002001')
    expect(text()).toContain('9.998001')
    await act(async () => {
      app.state.setElement(1)
      app.state.setEpsilon(44)
    })
    expect(text()).toContain('3.1')
    expect(text()).toContain('10.61')
    await act(async () =>
      app.state.edit((doc) => ({
        ...doc,
        nodes: doc.nodes.map((node) =>
          node.id === 'x' ? { ...node, data: { ...node.data, values: [1, -4] } } : node,
        ),
      })),
    )
    expect(text()).toContain('−3.9')
    expect(text()).toContain('16.21')
    expect(place.querySelector('[role=slider]')?.getAttribute('aria-valuetext')).toMatch(
      /^ε = 0\.1, relative error /,
    )
  })
})

describe('numbers under one another', () => {
  it('have the decimals that show how they differ, and no more than any needs', () => {
    expect(aligned([0.70560421, 0.70710654, 0.70860382], 0.003)).toEqual([
      '0.705604',
      '0.707107',
      '0.708604',
    ])
    expect(aligned([2.001, 2, 1.999], 0.001)).toEqual(['2.001', '2.000', '1.999'])
    expect(aligned([-1.5, Number.NaN], 1e-5)).toEqual(['−1.5', 'NaN'])
    expect(aligned([1e-12, 3e-13], 1e-12)).toEqual(['1×10⁻¹²', '3×10⁻¹³'])
  })
})

describe('words', () => {
  const found = {
    node: 'x',
    checked: 4,
    skipped: 1,
    kinks: 1,
    failed: 0,
    worst: 0,
    worstAt: 0,
    analytic: 1,
    numeric: 1,
  }
  const check = { node: 'x', verdict: 'agrees', found, directions: 0 } as const

  it('of a badge never claim what is not known', () => {
    expect(badgeOf(undefined)).toMatchObject({ tone: 'idle', text: 'nudge …' })
    expect(badgeOf(check)).toEqual({
      tone: 'ok',
      text: 'agrees, 1 kink',
      title: '4 of 5 elements agree; 1 is at a kink.',
    })
    expect(badgeOf({ ...check, directions: 4 }).title).toMatch(/moved at once, in 4 random/)
  })

  it('of all leaves name what is wrong before what is not known', () => {
    const wrong = { ...check, verdict: 'disagrees' } as const
    expect(summaryOf([check], 3)).toMatchObject({ tone: 'idle', text: '1 of 3 leaves checked' })
    expect(summaryOf([wrong], 3)).toMatchObject({ tone: 'fail', text: '1 of 3 leaves disagrees' })
    expect(summaryOf([], 0).text).toBe('No leaf asks for a gradient')
  })
})
