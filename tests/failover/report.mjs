// The rows of run.sh as a table, a line a run: on the terminal and in OUT.md, and all of them in OUT.json.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, out] = process.argv;
const rows = readFileSync(from, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const runs = rows.filter((row) => !row.audit);
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
// A finding that is neither lost nor doubled: such as an answer that took too long, or another status than 503.
const wrong = (row) => row.findings - row.lost - row.doubled;
const lines = [
  '| what happens | reached by | no grant for, s | acknowledged | lost | doubled | otherwise wrong | outcome unknown at first | longest answer, s | `verify` |',
  '|---|---|---|---|---|---|---|---|---|---|',
];
const before = {};
for (const row of runs) {
  const acknowledged = row.acknowledged - (before[row.way] ?? 0);
  before[row.way] = row.acknowledged;
  lines.push(`| ${words[row.fault]} | ${ways[row.way]} | ${row.gapSeconds.toFixed(1)}${row.back ? '' : ' (did not come back by itself)'} | ${acknowledged} `
    + `| ${row.lost} | ${row.doubled} | ${wrong(row)} | ${row.unknown} | ${row.longestAnswerSeconds.toFixed(1)} | ${row.verify} |`);
}

lines.push('', '| reached by, in the end | acknowledged | lost | doubled | otherwise wrong | never answered | `verify` |', '|---|---|---|---|---|---|---|');
for (const row of rows.filter((row) => row.audit))
  lines.push(`| ${ways[row.way]} | ${row.acknowledged} | ${row.lost} | ${row.doubled} | ${wrong(row)} | ${row.open} | ${row.verify} |`);
console.log(lines.join('\n'));
writeFileSync(`${out}.md`, `${lines.join('\n')}\n`);
writeFileSync(`${out}.json`, `${JSON.stringify(rows, null, 2)}\n`);
