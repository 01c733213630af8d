// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { canonical } from './json';
import { leafOf, rootOf } from './merkle';
import { verify } from './reading';
import type { Report } from './verifier';

const FOLDER = '../tests/vectors/proof';
const names = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl.gz')).map((file) => file.replace('.jsonl.gz', ''));

interface Expected {
  good: boolean;
  must: string | null;
  codes: string[];
  /** Of a receipt: the proof file beside which it is judged. */
  file?: string;
}

const bytesOf = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(`${FOLDER}/${name}.jsonl.gz`));
const textOf = (name: string): string => gunzipSync(bytesOf(name)).toString();
const expectedOf = (name: string) => JSON.parse(readFileSync(`${FOLDER}/${name}.expected.json`, 'utf8')) as Expected;
const reportOf = async (...files: BlobPart[]): Promise<Report> => (await verify(files.map((file) => new Blob([file])))).report;
const codesOf = ({ findings }: Report) => [...new Set(findings.map(({ code }) => code))].sort();

afterEach(() => vi.unstubAllGlobals());

describe('the frozen files are judged as the server judges them', () => {
  it('all of them', () => expect(names.length).toBeGreaterThan(80));

  it.each(names)('%s', async (name) => {
    const { good, must, codes } = expectedOf(name);
    const report = await reportOf(bytesOf(name));
    // Nobody has drand's rounds of 2030: the signatures in the files are made up, which the server's verifier does not look at.
    const found = codesOf(report).filter((code) => code !== 'beacon_unsigned');
    expect(found).toEqual(codes);
    expect(found).toEqual(good ? [] : expect.arrayContaining([must]));
    expect(report.checks.filter(({ isGood }) => !isGood).map(({ check }) => check).sort()).toEqual([...new Set(report.findings.map(({ check }) => check))].sort());
  });

  it('but a number that drand did not sign is found here', async () => {
    expect(codesOf(await reportOf(bytesOf('good-line-drand')))).toEqual(['beacon_unsigned']);
  });

  it('in a browser that knows no Ed25519', async () => {
    vi.stubGlobal('crypto', {});
    expect(codesOf(await reportOf(bytesOf('good-open')))).toEqual([]);
    expect(codesOf(await reportOf(bytesOf('file-signature-changed')))).toEqual(expectedOf('file-signature-changed').codes);
  });

  it('unpacked, too', async () => expect(codesOf(await reportOf(textOf('good-open')))).toEqual([]));
});

it('a finding names its line', async () => {
  const lines = textOf('good-open').split('\n');
  const at = lines.findIndex((line) => line.includes('"reserved"'));
  lines[at] = (lines[at] ?? '').replace('"quantity":1', '"quantity":0');
  const { findings } = await reportOf(lines.join('\n'));
  expect(findings.find(({ code }) => code === 'line_malformed')).toMatchObject({ line: at + 1, facts: { field: 'quantity' } });
});

it.each([
  ['cut within the packed bytes', bytesOf('good-open').slice(0, -40)],
  ['without its last line feed', textOf('good-open').slice(0, -1)],
  ['with a line that is too long', `${textOf('good-open')}${'x'.repeat(4_000_001)}\n`],
])('a file %s is unreadable', async (_damage, file) => {
  expect(codesOf(await reportOf(file))).toContain('file_unreadable');
});

it('something else is no proof file', async () => {
  expect(codesOf(await reportOf('Hello\nworld\n'))).toEqual(['line_not_json']);
  expect(codesOf(await reportOf('{"a":1}\n'))).toEqual(['header_missing']);
  expect(codesOf(await reportOf(''))).toEqual(['file_truncated']);
});

it('an entry of the line is found, with the place that it was offered at', async () => {
  const { verifier } = await verify([new Blob([bytesOf('good-line-none')])]);
  const offers = textOf('good-line-none').split('\n').filter((line) => line.includes('"offered"')).map((line) => JSON.parse(line) as { entry: string; place: number });
  const missed = textOf('good-line-none').split('\n').filter((line) => line.includes('"missed"')).map((line) => (JSON.parse(line) as { entry: string }).entry);
  const once = offers.filter(({ entry }) => !missed.includes(entry));
  expect(once.length).toBeGreaterThan(3);
  for (const { entry, place } of once) expect(verifier?.find(` ${entry.toUpperCase()} `)).toMatchObject({ entry, place });
  expect(verifier?.find(once[0]?.entry.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') ?? '')).not.toBeNull();
  expect(verifier?.find('0'.repeat(32))).toBeNull();
});

interface ReceiptJson {
  checkpoints: { note: string; tree: string }[];
  code: string;
  customer: string;
  drop: unknown;
  format: string;
  keys: unknown;
  lines: { index: number; line: string; path: string[]; tree: string }[];
  sentence: string;
  shop: string;
}

/** What the shop would give to a customer of a file, by what it has signed in it. */
function receiptOf(file: string, customer: string, code: string): ReceiptJson {
  const all = textOf(file).split('\n').slice(0, -1);
  const parsed = all.map((line) => JSON.parse(line) as Record<string, unknown>);
  const header = parsed[0] as { drop: unknown; keys: unknown; shop: string };
  const entries = new Set(parsed.filter((line) => line.customer === customer).map((line) => line.entry));
  const trees = ['ledger', 'line'].map((tree) => ({ tree, lines: all.filter((_, at) => parsed[at]?.type === undefined && ('version' in (parsed[at] ?? {})) === (tree === 'ledger')) }));
  return {
    checkpoints: trees.flatMap(({ tree }) => {
      const note = parsed.findLast((line) => line.type === 'checkpoint' && line.tree === tree)?.note as string | undefined;
      return note === undefined ? [] : [{ note, tree }];
    }),
    code,
    customer,
    drop: header.drop,
    format: 'stampede.receipt/v1',
    keys: header.keys,
    lines: trees.flatMap(({ tree, lines }) => {
      const leaves = lines.map((line) => leafOf(new TextEncoder().encode(line)));
      return lines.flatMap((line, index) => {
        const fields = JSON.parse(line) as { customer?: string; entry?: string };
        const isOwn = fields.customer === customer || (fields.customer === undefined && tree === 'line' && entries.has(fields.entry));
        return isOwn ? [{ index, line, path: pathOf(leaves, index), tree }] : [];
      });
    }),
    sentence: 'In words.',
    shop: header.shop,
  };
}

/** RFC 6962 §2.1.1, as it stands there. */
function pathOf(leaves: Uint8Array[], index: number): string[] {
  if (leaves.length === 1) return [];
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [inside, sibling] = index < split ? [leaves.slice(0, split), leaves.slice(split)] : [leaves.slice(split), leaves.slice(0, split)];
  return [...pathOf(inside, index < split ? index : index - split), Buffer.from(rootOf(sibling)).toString('base64')];
}

/** Somebody who bought and gave nothing back. @param inLine Through the line. */
function buyerOf(file: string, inLine = false): string {
  const lines = textOf(file).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { kind?: string; customer: string });
  const those = (kind: string) => new Set(lines.filter((line) => line.kind === kind).map(({ customer }) => customer));
  const [bought, returned, joined] = [those('purchased'), those('returned'), those('joined')];
  return [...bought].find((customer) => !returned.has(customer) && (!inLine || joined.has(customer))) ?? '';
}


describe('the frozen receipts are judged as the server judges them, beside their file', () => {
  const receipts = readdirSync(FOLDER).filter((file) => /^receipt-.*(?<!expected)\.json$/.test(file)).map((file) => file.replace('.json', ''));

  it('all of them', () => expect(receipts.length).toBeGreaterThan(10));

  it.each(receipts)('%s', async (name) => {
    const { file, good, must, codes } = expectedOf(name);
    const found = codesOf(await reportOf(readFileSync(`${FOLDER}/${name}.json`, 'utf8'), bytesOf(file ?? '')));
    expect(found).toEqual(codes);
    expect(found).toEqual(good ? [] : expect.arrayContaining([must]));
  });
});

describe('a receipt', () => {
  const buyer = buyerOf('good-open');
  const good = receiptOf('good-open', buyer, 'bought');
  const reportOn = (receipt: ReceiptJson, ...files: BlobPart[]) => reportOf(canonical(receipt), ...files);

  it('is good by itself, and with its file', async () => {
    expect(good.lines.length).toBeGreaterThan(1);
    const alone = await reportOn(good);
    expect([alone.isGood, alone.receipt?.code, alone.checks.map(({ check }) => check)]).toEqual([true, 'bought', ['receipt']]);
    const both = await reportOn(good, bytesOf('good-open'));
    expect([both.isGood, both.checks.at(-1)]).toEqual([true, { check: 'receipt', isGood: true, looked: { lines: good.lines.length } }]);
  });

  it('of the line tells the place', async () => {
    const inLine = receiptOf('good-line-none', buyerOf('good-line-none', true), 'bought');
    const report = await reportOn(inLine, bytesOf('good-line-none'));
    expect(codesOf(report)).toEqual([]);
    expect(report.receipt?.entries).toMatchObject([{ state: 'served' }]);
  });

  const [first, ...others] = good.lines;
  const [another = ''] = /[0-9a-f]{32}(?=","(?:expiresAt|kind))/.exec(textOf('good-open').replaceAll(buyer, '')) ?? [];
  const foreign = receiptOf('good-open', another, 'bought');
  it.each<[string, ReceiptJson]>([
    ['receipt_line_not_included', { ...good, lines: first ? [{ ...first, line: first.line.replace(/"at":"\d/, '"at":"3') }, ...others] : [] }],
    ['receipt_line_not_included', { ...good, lines: first ? [{ ...first, index: first.index + 1 }, ...others] : [] }],
    ['receipt_checkpoint_invalid', { ...good, checkpoints: good.checkpoints.map(({ note, tree }) => ({ note: note.replace(/.{6}\n$/, 'AAAAAA\n'), tree })) }],
    ['receipt_checkpoint_invalid', { ...good, keys: [] }],
    ['receipt_not_own', { ...good, lines: [...good.lines, ...foreign.lines] }],
    ['receipt_sentence_wrong', { ...good, code: 'not_bought' }],
    ['receipt_malformed', { ...good, lines: [...good.lines, { index: 0, line: '{}', path: [], tree: 'ledger' }] }],
  ])('%s', async (code, damaged) => {
    expect(codesOf(await reportOn(damaged))).toContain(code);
  });

  it('of another history of the same drop shows that the shop signed two', async () => {
    expect(codesOf(await reportOn(good, bytesOf('good-line-none')))).toEqual(expect.arrayContaining(['receipt_not_in_file']));
    expect(codesOf(await reportOn(good, bytesOf('open-paid-otherwise')))).toContain('receipt_fork');
    const elsewhere = { ...good, drop: { id: '0190c5a0-0000-7000-8000-0000000000ff', name: 'Elsewhere', slug: 'elsewhere' } };
    expect(codesOf(await reportOn(elsewhere, bytesOf('good-open')))).toContain('receipt_foreign');
  });
});
