import { CONTROL_FLOW, titleOf, type ControlFlowPattern } from './control-flow.js';

/** Whether a pattern is said by one construct, in part, or not at all. */
export type Verdict = 'direct' | 'partial' | 'none';

const SIGNS: Readonly<Record<Verdict, string>> = { direct: '+', partial: '±', none: '–' };

/** What a pattern counts as when all its tests pass. */
export function verdictOf(pattern: ControlFlowPattern): Verdict {
  return pattern.partial === undefined ? 'direct' : 'partial';
}

/**
 * `docs/patterns.md`.
 *
 * @param failed - titles of the patterns whose tests do not all pass on every store
 * @param files - the test file of each pattern, by its title
 */
export function patternsPage(failed: ReadonlySet<string>, files: ReadonlyMap<string, string>): string {
  const rows = CONTROL_FLOW.map((pattern) => {
    const title = titleOf(pattern);
    const verdict = failed.has(title) ? 'none' : verdictOf(pattern);
    return { pattern, verdict, file: files.get(title) };
  });
  const count = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length;
  return `<!-- Written by \`npm run docs:patterns\` from a run of test/patterns: change those, or scripts/patterns. -->

# Workflow patterns

The [43 control-flow patterns](http://www.workflowpatterns.com) of van der Aalst, ter Hofstede, Russell and Mulyar, each
with a test that completes tasks in every order that matters, in memory, on PGlite, on PostgreSQL and on MariaDB, with
two connections at once where that is the point. A pattern is _direct_ (+) when one construct says it and all its tests
pass, _partial_ (±) when it takes more than that, and otherwise there is _none_ (–).

| | direct (+) | partial (±) | none (–) |
| --- | --- | --- | --- |
| **Nestflow** | **${count('direct')}** | **${count('partial')}** | **${count('none')}** |
| YAWL, as published | 31 | 3 | 9 |
| BPMN 1.0, as published | 24 | 9 | 10 |

| WCP | pattern | how it is said | |
| --- | --- | --- | --- |
${rows.map(({ pattern, verdict, file }) => row(pattern, verdict, file)).join('\n')}
`;
}

function row(
  { number, name, construct, partial }: ControlFlowPattern,
  verdict: Verdict,
  file: string | undefined,
): string {
  const test = file === undefined ? name : `[${name}](../${file})`;
  const why = partial === undefined ? '' : ` ${partial}`;
  return `| ${number} | ${test} | ${construct} | ${SIGNS[verdict]}${why} |`;
}
