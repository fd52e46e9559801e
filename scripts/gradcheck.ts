/**
 * npm run gradcheck: every row's derivatives against central differences, in float64.
 *
 * For each case that a row's own entry gives, a random projection and the full Jacobian of its
 * reverse rule, and the gradient of that gradient. Writes docs/results/gradcheck.md; ends with 1
 * where PyTorch's tolerance is missed.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checks, type Survey, surveyRow } from '../tests/kit/gradSurvey.ts'
import { computedRows } from '../tests/kit/opCases.ts'

const seeds = Array.from({ length: 10 }, (_, i) => 101 + 2 * i)
const file = join(import.meta.dirname, '../docs/results/gradcheck.md')

const missed = (survey: Survey) =>
  checks.some((check) => survey[check].failed > 0) || survey.unexpected.length > 0

const surveys = computedRows.map(([name, op]) => {
  const survey = surveyRow(name, op, seeds)
  const figures = checks.map((check) => `${check} ${survey[check].worst.toExponential(1)}`)
  const verdict = missed(survey) ? 'MISSED' : 'ok'
  console.log([name.padEnd(22), survey.cases.length, ...figures, verdict].join('  '))
  return survey
})

const count = (of: (survey: Survey) => number) =>
  surveys.reduce((sum, survey) => sum + of(survey), 0).toLocaleString('en')
const worst = (check: (typeof checks)[number]) =>
  surveys.reduce((a, b) => (b[check].worst > a[check].worst ? b : a))
const summary = checks.map((check) => {
  const { name, [check]: most } = worst(check)
  return `| ${check} | ${count((survey) => survey[check].compared)} | ${count((survey) => survey[check].failed)} | ${most.worst.toExponential(1)} | ${name} | \`${most.at}\` |`
})
const rows = surveys.map((survey) => {
  const figures = checks.map((check) => survey[check].worst.toExponential(1))
  const cells = [survey.name, survey.cases.length, survey.compared, survey.left, ...figures]
  return `| ${cells.join(' | ')} |`
})

const text = `# Gradients against central differences

Written by \`npm run gradcheck\`. Every computed row of the op table, in float64, with step 1e-6 · max(1, |x|),
at points at least 1e-3 from kinks, ties and the ends of a domain. Cases come from the row alone: its ports and what
they take, its parameters' kinds, its domain and its examples; shapes of rank 0 to 5, with sizes of 1 and 0, that
broadcast where the row broadcasts. Each case is drawn ${seeds.length} times, from the mirror image of the domain too where a row is not
defined for all numbers.

- *projection*: the gradient of a random combination of outputs.
- *jacobian*: every output by every input.
- *second*: the gradient of a random combination of first-order gradients, by inputs and by what arrives.

An error is |analytic − numeric| / max(1, |analytic|, |numeric|). What must pass is atol 1e-5 and rtol 1e-3, as
PyTorch's; the aim is 1e-7. Draws with no finite value have no slope and are left out: an empty mean, a
variance of one element, a root of a negative number.

${surveys.length} rows, ${count(({ cases }) => cases.length)} cases, ${count(({ compared }) => compared)} draws compared and ${count(({ left }) => left)} left out.

| check | numbers compared | out of tolerance | worst error | row | case |
|---|--:|--:|--:|---|---|
${summary.join('\n')}

| row | cases | draws compared | left out | projection | jacobian | second |
|---|--:|--:|--:|--:|--:|--:|
${rows.join('\n')}
`
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, text)
console.log(`\n${summary.join('\n')}`)
for (const { name, unexpected } of surveys)
  for (const at of unexpected) console.error(`${name} has no finite value for ${at}.`)
if (surveys.some(missed)) process.exitCode = 1
