import { fromBase64, utf8 } from './bytes';
import { FieldFault, Fields } from './fields';
import type { Findings } from './findings';
import { JsonFault, parseLine } from './json';
import { isIncluded, leafOf } from './merkle';
import { checkpointOf, findSigner, originOf, parseNote, readKeys, type Checkpoint, type ShopKey } from './notes';

export type TreeName = 'ledger' | 'line';

interface ReceiptLine {
  tree: string;
  /** From 0; of a movement its version less one. */
  index: number;
  line: string;
  path: Uint8Array[];
}

/** What one customer can keep of a drop: all their own lines, each with its way into what the shop has signed. */
export interface Receipt {
  drop: { id: string; slug: string; name: string };
  shop: string;
  /** The pseudonym. */
  customer: string;
  code: string;
  sentence: string;
  place: number | undefined;
  ticket: string | undefined;
  keys: ShopKey[];
  checkpoints: { tree: string; note: string }[];
  lines: ReceiptLine[];
}

const FORMAT = 'stampede.receipt/v1';

/** Why somebody was not served is told by the line, not by their own lines. */
const NOT_SERVED = ['waiting', 'not_reached', 'passed_sizes'];

/** Null: it is no receipt. */
export function parseReceipt(bytes: Uint8Array): Receipt | null {
  try {
    const fields = new Fields(parseLine(bytes).value);
    if (fields.text('format') !== FORMAT) return null;
    const drop = fields.nested('drop');
    return {
      drop: { id: drop.id('id'), slug: drop.text('slug'), name: drop.text('name') },
      shop: fields.text('shop'),
      customer: fields.text('customer'),
      code: fields.text('code'),
      sentence: fields.text('sentence'),
      place: fields.wholeIfAny('place'),
      ticket: fields.textIfAny('ticket'),
      keys: readKeys(fields),
      checkpoints: fields.nestedEach('checkpoints').map((checkpoint) => ({ tree: checkpoint.text('tree'), note: checkpoint.text('note') })),
      lines: fields.nestedEach('lines').map((line) => ({
        tree: line.text('tree'),
        index: line.whole('index'),
        line: line.text('line'),
        path: line.texts('path').map((hash) => fromBase64(hash) ?? faulty('path')),
      })),
    };
  } catch (fault) {
    if (fault instanceof FieldFault || fault instanceof JsonFault) return null;
    throw fault;
  }
}

function faulty(field: string): never {
  throw new FieldFault(field);
}

/** What became of somebody, by their own lines: see docs/fairness.md, Receipts. Null: they have no lines. */
export function codeOf(ledger: readonly Fields[], log: readonly Fields[]): string | null {
  const [bought, returned, live] = [new Set<string>(), new Set<string>(), new Map<string, string>()];
  let unserved: string | null = null;
  let holds = 0;
  for (const fields of ledger) {
    const kind = fields.text('kind');
    switch (kind) {
      case 'reserved':
      case 'offered':
      case 'claimed':
        holds++;
        live.set(fields.id('reservation'), fields.has('claimBy') ? 'offer_not_claimed' : kind === 'reserved' ? 'not_bought' : 'offer_not_paid');
        break;
      case 'purchased':
        live.delete(fields.id('reservation'));
        bought.add(fields.id('purchase'));
        break;
      case 'returned':
        returned.add(fields.id('purchase'));
        break;
      case 'cancelled':
      case 'expired':
        unserved = live.get(fields.id('reservation')) ?? unserved;
        live.delete(fields.id('reservation'));
        break;
    }
  }
  let entry: string | null = null;
  for (const fields of log) {
    const kind = fields.text('kind');
    entry = { joined: 'waiting', withdrawn: 'withdrew', excluded: 'excluded' }[kind] ?? entry;
  }
  if ([...bought].some((purchase) => !returned.has(purchase))) return 'bought';
  if (live.size > 0) return 'holding';
  if (bought.size > 0) return 'returned';
  if (entry === 'excluded' || entry === 'withdrew') return entry;
  if (unserved !== null && unserved !== 'not_bought') return unserved;
  return entry ?? (holds > 0 ? 'not_bought' : null);
}

/** All that can be said of a receipt by itself. @returns What the shop has signed, by tree. */
export async function checkReceipt(receipt: Receipt, findings: Findings): Promise<Map<string, Checkpoint>> {
  const roots = new Map<string, Checkpoint>();
  for (const { tree, note: text } of receipt.checkpoints) {
    const note = parseNote(text);
    const checkpoint = note && checkpointOf(note);
    const keys = receipt.keys.filter(({ shop }) => checkpoint?.origin === originOf(shop, receipt.drop.id, tree === 'line' ? 'line' : 'ledger'));
    const signer = note && (await findSigner(note, keys));
    if (checkpoint && signer !== null && signer !== 'wrong') roots.set(tree, checkpoint);
    else findings.add('receipt_checkpoint_invalid', { kind: tree });
  }
  for (const { tree, index, line, path } of receipt.lines) {
    const root = roots.get(tree);
    if (!root || !isIncluded(leafOf(utf8(line)), index, root.size, path, root.root)) findings.add('receipt_line_not_included', { kind: tree, found: index });
  }
  try {
    checkOwn(receipt, findings);
  } catch (fault) {
    if (!(fault instanceof FieldFault) && !(fault instanceof JsonFault)) throw fault;
    findings.add('receipt_malformed', { field: fault.message });
  }
  return roots;
}

const linesOf = (receipt: Receipt, tree: TreeName): Fields[] => receipt.lines.filter((line) => line.tree === tree).map(({ line }) => Fields.ofText(line));

function checkOwn(receipt: Receipt, findings: Findings): void {
  const [ledger, log] = [linesOf(receipt, 'ledger'), linesOf(receipt, 'line')];
  const entries = new Set<string>();
  for (const fields of log) {
    if (fields.textIfAny('customer') === receipt.customer) entries.add(fields.text('entry'));
    else if (!entries.has(fields.text('entry'))) findings.add('receipt_not_own', { entry: fields.text('entry') });
  }
  for (const fields of ledger) {
    if (fields.textIfAny('customer') !== receipt.customer) findings.add('receipt_not_own', { version: fields.whole('version') });
  }
  const code = codeOf(ledger, log);
  if (code !== receipt.code && !(code === 'waiting' && NOT_SERVED.includes(receipt.code))) findings.add('receipt_sentence_wrong', { found: receipt.code, ...(code !== null && { expected: code }) });
}

/** The entries of the line that a receipt tells of. A line that cannot be read tells of none: that is a finding already. */
export const entriesOf = (receipt: Receipt): string[] => [...new Set(receipt.lines.flatMap(({ tree, line }) => (tree === 'line' ? entryOf(line) : [])))];

function entryOf(line: string): string[] {
  try {
    return [Fields.ofText(line).text('entry')];
  } catch (fault) {
    if (fault instanceof FieldFault || fault instanceof JsonFault) return [];
    throw fault;
  }
}
