// Customers who go on reserving and buying whatever becomes of the server, and write down what they were told; and the
// audit of what they wrote against a server's ledger.
//
//   node record.mjs sell  --url=URL --record=FILE [--customers=24] [--pause=15]   until SIGTERM; then what is open is settled
//   node record.mjs audit --url=URL --record=FILE [--before=TIME] [--nothing-after=TIME]
//                                                                   exit code 1: something is lost, doubled or otherwise wrong
//   node record.mjs outage --record=FILE --at=MS --until=MS         what was felt of a fault
//
// --before: what was told by then must be there, such as in a backup taken then. --nothing-after: what was asked for later
// must not be there. Beside a seller that goes on, --before the moment of asking.
//
// The operator's sign-in comes from STAMPEDE_OPERATOR_EMAIL and STAMPEDE_OPERATOR_PASSWORD. An answer that is lost or
// says "not now" is asked for again with the same key until there is one: so in the end each wish has one answer.
import { appendFileSync, createReadStream, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';

const [verb, ...flags] = process.argv.slice(2);
const options = Object.fromEntries(flags.map((flag) => flag.replace(/^--/, '').split(/=(.*)/s, 2)));
const settleMilliseconds = 120_000;
const askMilliseconds = 30_000;
// Each step towards a host that takes connections and says nothing costs its own bound: the commit, cancelling it, looking it up.
const hungMilliseconds = 15_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

/** Never throws: status 0 is "no answer". */
function ask(method, path, { token, body, key } = {}) {
  return new Promise((resolve) => {
    const sent = Date.now();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { accept: 'application/json' };
    if (text !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(text);
    }
    if (token) headers.authorization = `Bearer ${token}`;
    if (key) headers['idempotency-key'] = key;
    const request = http.request(new URL(path, options.url), { method, headers, agent, timeout: askMilliseconds }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', () => resolve({ status: 0, sent, got: Date.now() }));
      response.on('end', () => {
        const all = Buffer.concat(parts).toString();
        let json;
        try {
          json = all ? JSON.parse(all) : undefined;
        } catch {
          json = undefined;
        }
        resolve({ status: response.statusCode, json, sent, got: Date.now() });
      });
    });
    request.on('timeout', () => request.destroy(new Error('hung')));
    request.on('error', () => resolve({ status: 0, sent, got: Date.now() }));
    request.end(text);
  });
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function must(method, path, request, expected) {
  const answer = await ask(method, path, request);
  if (!expected.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
  return answer.json;
}

async function signInOperator() {
  const { STAMPEDE_OPERATOR_EMAIL: email, STAMPEDE_OPERATOR_PASSWORD: password } = process.env;
  return (await must('POST', '/api/v1/accounts/sign-in', { body: { email, password } }, [200])).accessToken;
}

async function sell() {
  const operator = await signInOperator();
  const drop = await must(
    'POST',
    '/api/v1/drops',
    {
      token: operator,
      body: { name: `Recorded ${Date.now()}`, price: { amountMinor: 100, currency: 'EUR' }, totalStock: 1_000_000, limitPerCustomer: 1_000_000, holdSeconds: 3600 },
    },
    [201],
  );
  writeFileSync(options.record, `${JSON.stringify({ kind: 'drop', id: drop.id })}\n`);
  const lines = [];
  const note = (line) => lines.push(JSON.stringify(line));
  const flush = () => lines.length > 0 && appendFileSync(options.record, `${lines.splice(0).join('\n')}\n`);
  const writing = setInterval(flush, 200);
  let stopAt = Infinity;
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => (stopAt = Math.min(stopAt, Date.now())));

  // Until there is an answer that settles it; undefined: none came in time.
  async function settle(kind, path, request, settled) {
    for (let tries = 1; ; tries++) {
      const answer = await ask('POST', path, request);
      if (settled.includes(answer.status)) return { ...answer, tries };
      note({ kind: 'refused', of: kind, status: answer.status, code: answer.json?.code, sent: answer.sent, got: answer.got });
      if (answer.status !== 0 && answer.status !== 503) return undefined;
      if (Date.now() > stopAt + settleMilliseconds) return undefined;
      await pause(100 + Math.random() * 100);
    }
  }

  async function customer(number) {
    const token = (await must('POST', '/api/v1/accounts/guest', { body: { displayName: `r${process.pid}-${number}` } }, [200, 201])).accessToken;
    const path = `/api/v1/drops/${drop.id}/reservations`;
    if (number === 0) note({ kind: 'customer', token });
    for (let wish = 0; Date.now() < stopAt; wish++) {
      const key = `${number}-${wish}`;
      const granted = await settle('reserve', path, { token, key, body: { quantity: 1 } }, [201]);
      if (!granted) {
        note({ kind: 'open', key });
        continue;
      }
      const { id, createdAt } = granted.json;
      note({ kind: 'reserved', key, id, at: createdAt, sent: granted.sent, got: granted.got, tries: granted.tries });
      if (granted.tries > 1 || wish % 50 === 0) {
        const again = await settle('reserve', path, { token, key, body: { quantity: 1 } }, [201]);
        if (again && again.json.id !== id) note({ kind: 'doubled', key, id, other: again.json.id });
      }
      if (wish % 2 === 0) {
        const bought = await settle('buy', `${path}/${id}/purchase`, { token }, [200, 201]);
        note(bought
          ? { kind: 'bought', reservation: id, id: bought.json.id, at: bought.json.purchasedAt, sent: bought.sent, got: bought.got, tries: bought.tries }
          : { kind: 'open', reservation: id });
      }
      await pause(Number(options.pause ?? 15));
    }
  }

  await Promise.all(Array.from({ length: Number(options.customers ?? 24) }, (_, number) => customer(number)));
  clearInterval(writing);
  flush();
  agent.destroy();
}

async function readRecord() {
  const record = [];
  for await (const line of createInterface({ input: createReadStream(options.record) })) if (line) record.push(JSON.parse(line));
  return record;
}

function time(name) {
  if (options[name] === undefined) return Infinity;
  const parsed = Date.parse(options[name]);
  if (Number.isNaN(parsed)) throw new Error(`--${name}=${options[name]} is no time`);
  return parsed;
}

async function audit() {
  const [before, nothingAfter] = [time('before'), time('nothing-after')];
  const record = await readRecord();
  const drop = record.find((line) => line.kind === 'drop').id;
  const token = await signInOperator();
  const [reserved, bought] = [new Map(), new Set()];
  const [findings, lost, doubled] = [[], [], []];
  for (let after = 0; ; ) {
    const page = await must('GET', `/api/v1/drops/${drop}/movements?limit=100&after=${after}`, { token }, [200]);
    for (const movement of page.items) {
      if (movement.version !== after + 1) findings.push(`the ledger goes from version ${after} to ${movement.version}`);
      after = movement.version;
      if (movement.kind === 'reserved') reserved.set(movement.reservationId, (reserved.get(movement.reservationId) ?? 0) + 1);
      if (movement.kind === 'purchased') bought.add(movement.reservationId);
    }
    if (page.items.length === 0) break;
  }

  const acknowledged = record.filter((line) => line.kind === 'reserved');
  const purchases = record.filter((line) => line.kind === 'bought');
  // What was told before the time asked about: by when the answer came, on this machine's clock, which is the database's too.
  const due = acknowledged.filter((line) => line.got < before);
  const duePurchases = purchases.filter((line) => line.got < before);
  const open = record.filter((line) => line.kind === 'open').length;
  for (const line of due) if (!reserved.has(line.id)) lost.push(`reservation ${line.id} was acknowledged and is lost`);
  for (const line of duePurchases) if (!bought.has(line.reservation)) lost.push(`purchase of ${line.reservation} was acknowledged and is lost`);
  for (const [id, count] of reserved) if (count > 1) doubled.push(`reservation ${id} is in the ledger ${count} times`);
  for (const line of record.filter((line) => line.kind === 'doubled')) doubled.push(`key ${line.key} got ${line.id} and ${line.other}`);
  findings.push(...lost, ...doubled);
  for (const line of acknowledged) if (line.sent > nothingAfter && reserved.has(line.id)) findings.push(`reservation ${line.id} was asked for after ${options['nothing-after']} and is there`);
  for (const line of purchases) if (line.sent > nothingAfter && bought.has(line.reservation)) findings.push(`purchase of ${line.reservation} was asked for after ${options['nothing-after']} and is there`);
  const refused = record.filter((line) => line.kind === 'refused');
  for (const line of refused) if (line.status !== 0 && line.status !== 503) findings.push(`${line.of} was answered ${line.status} ${line.code}`);
  for (const line of refused) if (line.got - line.sent > hungMilliseconds) findings.push(`${line.of} waited ${line.got - line.sent} ms for ${line.status}`);
  if (before === Infinity && reserved.size > acknowledged.length + open)
    findings.push(`${reserved.size} reservations are in the ledger for ${acknowledged.length} that were granted`);
  // To the customer it is as if it had never been, though the sign-in from before the time still holds.
  const gone = acknowledged.find((line) => line.sent > nothingAfter && line.key.startsWith('0-'));
  if (gone) {
    const answer = await ask('GET', `/api/v1/drops/${drop}/reservations/${gone.id}`, { token: record.find((line) => line.kind === 'customer').token });
    if (answer.status !== 404) findings.push(`reservation ${gone.id}, asked for after ${options['nothing-after']}, is answered ${answer.status}`);
  }

  const verification = await must('GET', `/api/v1/drops/${drop}/verification`, { token }, [200]);
  if (!verification.consistent) findings.push(...verification.findings.map((finding) => JSON.stringify(finding)));

  console.log(JSON.stringify({
    acknowledged: due.length + duePurchases.length,
    reservations: due.length,
    purchases: duePurchases.length,
    after: acknowledged.length + purchases.length - due.length - duePurchases.length,
    purchasesGone: purchases.filter((line) => !bought.has(line.reservation)).length,
    inLedger: reserved.size,
    open,
    refused: refused.length,
    lost: lost.length,
    doubled: doubled.length,
    findings: findings.length,
  }));
  for (const finding of findings.slice(0, 20)) console.error(finding);
  agent.destroy();
  process.exitCode = findings.length > 0 || due.length === 0 ? 1 : 0;
}

/** How long a fault was felt: from --at to the first grant that was asked for after it, and the longest time without any until --until. */
async function outage() {
  const record = await readRecord();
  const [at, until] = [Number(options.at), Number(options.until ?? Infinity)];
  const grants = record.filter((line) => line.kind === 'reserved' && line.got < until).sort((a, b) => a.got - b.got);
  const first = grants.find((line) => line.sent >= at);
  let [gap, last] = [0, at];
  for (const line of grants) {
    if (line.got < at) continue;
    gap = Math.max(gap, line.got - last);
    last = line.got;
  }
  if (until !== Infinity) gap = Math.max(gap, until - last);
  const refused = record.filter((line) => line.kind === 'refused' && line.sent >= at && line.sent < until);
  console.log(JSON.stringify({
    firstSeconds: first ? (first.got - at) / 1000 : null,
    gapSeconds: gap / 1000,
    refused: refused.length,
    unknown: refused.filter((line) => line.status === 0 || line.code === 'database_unavailable').length,
    longestAnswerSeconds: Math.max(0, ...refused.map((line) => line.got - line.sent), ...grants.filter((line) => line.got >= at).map((line) => line.got - line.sent)) / 1000,
  }));
}

await { sell, audit, outage }[verb]();
