// The rows of run.sh as a table: on the terminal and in OUT.md, and all of them in OUT.json.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, out] = process.argv;
const rows = readFileSync(from, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const runs = rows.filter((row) => !row.audit);
const lines = [
  '| what happens | reached by | runs | no grant for, s (median; least to most) | 503 a run (median) | longest answer, s |',
  '|---|---|---|---|---|---|',
];
const words = {
  killed: 'primary and its Patroni killed (`kill -9`)',
  frozen: 'primary and its Patroni stopped (`SIGSTOP`)',
  'postgres-frozen': 'PostgreSQL stopped (`SIGSTOP`), Patroni alive',
  cut: "the primary's machine cut off the network",
  'standbys-frozen': 'both standbys stopped for 13 s: from their return on',
  'standbys-frozen-then-killed': 'the same, and the primary killed as they return',
  'patroni-killed': "the primary's Patroni alone killed",
};
const ways = { hosts: 'several hosts', haproxy: 'HAProxy' };
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor((values.length - 1) / 2)];
for (const [fault, way] of [...new Set(runs.map((row) => `${row.fault} ${row.way}`))].map((name) => name.split(' '))) {
  const these = runs.filter((row) => row.fault === fault && row.way === way);
  const gaps = these.map((row) => row.gapSeconds);
  const back = these.every((row) => row.back) ? '' : ' (did not come back by itself)';
  lines.push(`| ${words[fault]} | ${ways[way]} | ${these.length} | ${median(gaps).toFixed(1)}; ${Math.min(...gaps).toFixed(1)} to ${Math.max(...gaps).toFixed(1)}${back} `
    + `| ${median(these.map((row) => row.refused))} | ${Math.max(...these.map((row) => row.longestAnswerSeconds)).toFixed(1)} |`);
}

lines.push('', '| reached by | acknowledged | lost, doubled or otherwise wrong | verify |', '|---|---|---|---|');
for (const row of rows.filter((row) => row.audit)) lines.push(`| ${ways[row.way]} | ${row.acknowledged} | ${row.findings} | ${row.verify} |`);
console.log(lines.join('\n'));
writeFileSync(`${out}.md`, `${lines.join('\n')}\n`);
writeFileSync(`${out}.json`, `${JSON.stringify(rows, null, 2)}\n`);
