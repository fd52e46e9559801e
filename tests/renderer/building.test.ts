import { describe, expect, it } from 'vitest'
import { addOp } from '../../renderer/canvas/add.ts'
import { TestApp } from '../kit/TestApp.ts'

/** Cards as the palette puts them on the canvas. */
const withCards = (...types: string[]) => {
  const app = new TestApp()
  for (const type of types) addOp(app, type)
  return app
}

describe('the gradient while a graph is built', () => {
  it('comes from the end of it, when all cards are put on first and wired then', () => {
    const app = withCards('tensor', 'tensor', 'tensor', 'mul', 'add', 'tanh', 'mse_loss')
    app.wire('tensor → mul.input').wire('tensor2 → mul.other')
    app.wire('mul → add.input').wire('tensor3 → add.other').wire('add → tanh.input')
    expect(app.state.results.compiled.root).toBe('tanh')
    addOp(app, 'tensor')
    app.wire('tanh → mse_loss.input').wire('tensor4 → mse_loss.target')
    expect(app.state.results.compiled.root).toBe('mse_loss')
    expect(app.state.results.grad('tensor')).not.toBeNull()
  })

  it('stays where it was when another card is put on', () => {
    const app = withCards('tensor', 'tanh').wire('tensor → tanh.input')
    addOp(app, 'relu')
    expect(app.state.results.compiled.root).toBe('tanh')
    app.wire('tanh → relu.input')
    expect(app.state.results.compiled.root).toBe('relu')
  })

  it('stays at a node that was chosen', () => {
    const app = withCards('tensor', 'tanh').wire('tensor → tanh.input')
    app.select('tensor').command('setRoot')
    addOp(app, 'relu')
    app.wire('tanh → relu.input')
    expect(app.state.results.compiled.root).toBe('tensor')
  })
})
