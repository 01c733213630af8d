import { equal, startHash, toHex, utf8 } from './bytes';
import { FieldFault, Fields, timeText } from './fields';
import { Findings, type CheckName, type Code, type Finding } from './findings';
import { JsonFault, parseLine } from './json';
import { LedgerCheck } from './ledger';
import { LineCheck, type EntryFound } from './line';
import { CompactRange, leafOf } from './merkle';
import { checkpointOf, findSigner, fingerprint, originOf, parseNote, readKeys, type Checkpoint, type ShopKey } from './notes';
import { checkReceipt, entriesOf, type Receipt, type TreeName } from './receipt';

const FORMAT = 'stampede.proof/v1';
const LINE_FEED = Uint8Array.of(0x0a);

interface Header {
  drop: { id: string; slug: string; name: string };
  shop: string;
  keys: ShopKey[];
  ledgerSize: number;
  logSize: number;
}

/** A key as people compare it. Times are as they stand in the file. */
export interface KeyShown {
  shop: string;
  fingerprint: string;
  from: string;
  until: string | null;
}

/** What each check looked at. Of the checks that a file gives no reason for there is none. */
export interface Looked {
  file: { lines: number };
  trees: { checkpoints: number };
  ledger: { movements: number };
  stock: { versions: number; variants: { label: string; available: number; held: number; sold: number }[] };
  holds: { made: number; bought: number; live: number };
  limits: { customers: number; limit: number };
  draw: { logLines: number; shuffled: number; beacon: string; isBeaconSigned: boolean | null };
  line: { offers: number };
  receipt: { lines: number };
}

export type CheckResult = { [K in CheckName]: { check: K; isGood: boolean; looked: Looked[K] } }[CheckName];

export type NotProven = 'beaconNone' | 'beaconDeclared' | 'beaconElsewhere';

export interface ReceiptShown {
  drop: { id: string; slug: string; name: string };
  code: string;
  sentence: string;
  customer: string;
  /** Of the line, with what the file says of each, where there is a file. */
  entries: EntryFound[];
}

export interface Report {
  isGood: boolean;
  /** Null: the file has no header, or there is only a receipt. */
  drop: { id: string; slug: string; name: string } | null;
  keys: KeyShown[];
  checks: CheckResult[];
  findings: Finding[];
  /** Beside what no proof of this kind can show. */
  notProven: NotProven[];
  hasLine: boolean;
  receipt: ReceiptShown | null;
}

/** Verifies a proof file, line by line, in the way that docs/fairness.md tells. It has no code in common with the server's verifier. */
export class Verifier {
  readonly #findings = new Findings();
  readonly #hash = startHash();
  readonly #ledgerTree: TreeCheck;
  readonly #logTree: TreeCheck;
  readonly #line: LineCheck;
  readonly #ledger: LedgerCheck;
  #header: Header | null = null;
  #section: 'header' | 'lines' | 'summary' | 'signed' = 'header';
  #lines = 0;
  #checkpoints = 0;
  #isBroken = false;
  #receiptRoots = new Map<string, Checkpoint>();

  private constructor(private readonly receipt: Receipt | null) {
    this.#ledgerTree = new TreeCheck('ledger', this.#findings);
    this.#logTree = new TreeCheck('line', this.#findings);
    this.#line = new LineCheck(this.#findings, this.#logTree.leaves);
    this.#ledger = new LedgerCheck(this.#findings, this.#line);
  }

  /** @param receipt Of the same drop: whether the file has its lines, too. */
  static async make(receipt: Receipt | null): Promise<Verifier> {
    const verifier = new Verifier(receipt);
    if (receipt) {
      const roots = (verifier.#receiptRoots = await checkReceipt(receipt, verifier.#findings));
      verifier.#ledgerTree.expect(receipt, roots.get('ledger'));
      verifier.#logTree.expect(receipt, roots.get('line'));
    }
    return verifier;
  }

  /** @param bytes Without the line feed. @returns A promise where the next line must wait for it. */
  read(bytes: Uint8Array): Promise<void> | undefined {
    this.#findings.line = ++this.#lines;
    if (this.#isBroken) return undefined;
    let pending: Promise<void> | undefined;
    try {
      const { value, isCanonical } = parseLine(bytes);
      if (!isCanonical) this.#findings.add('line_not_canonical');
      pending = this.#readLine(bytes, new Fields(value));
    } catch (fault) {
      if (fault instanceof JsonFault) this.#findings.add('line_not_json');
      else if (fault instanceof FieldFault) this.#findings.add(this.#section === 'header' ? 'header_missing' : 'line_malformed', { field: fault.message });
      else throw fault;
    }
    if (!this.#header) {
      // Without keys and a drop nothing that follows can be judged.
      if (!this.#findings.has('file')) this.#findings.add('header_missing');
      this.#isBroken = true;
    }
    this.#hash.update(bytes).update(LINE_FEED);
    return pending;
  }

  /** The file ended in the middle of a line, or could not be unpacked. */
  unreadable(): void {
    this.#findings.line = this.#lines + 1;
    this.#findings.add('file_unreadable');
    this.#isBroken = true;
  }

  /** Once, after the last line. */
  finish(): Report {
    this.#findings.line = 0;
    if (this.#section !== 'signed' && !this.#isBroken) this.#findings.add('file_truncated');
    if (this.#header && !this.#isBroken) {
      const { ledgerSize, logSize } = this.#header;
      this.#ledgerTree.finish(ledgerSize, 'ledger_not_covered');
      this.#logTree.finish(logSize, 'log_not_covered');
      this.#line.finish();
      this.#checkPlace(this.#header);
      const [ledger, log] = [this.#ledgerTree.size, this.#logTree.size];
      if (ledger !== ledgerSize || log !== logSize) this.#findings.add('size_differs', { expected: `${ledgerSize}, ${logSize}`, found: `${ledger}, ${log}` });
    }
    return {
      isGood: this.#findings.all.length === 0,
      drop: this.#header?.drop ?? null,
      keys: keysShown(this.#header?.keys ?? []),
      checks: this.results(),
      findings: this.#findings.all,
      notProven: this.#notProven(),
      hasLine: this.#line.isThere,
      receipt: this.receipt && receiptShown(this.receipt, (entry) => this.find(entry)),
    };
  }

  /** A file that was made before the receipt does not know all that it tells. */
  #checkPlace({ drop }: Header): void {
    const ledger = this.#receiptRoots.get('ledger');
    const isKnown = [...this.#receiptRoots].every(([tree, { size }]) => size <= (tree === 'line' ? this.#logTree : this.#ledgerTree).size);
    if (this.receipt && ledger && isKnown && this.receipt.drop.id === drop.id) this.#line.checkReceipt(this.receipt, entriesOf(this.receipt), ledger.size);
  }

  /** Of the lines that the header promises, from 0 to 1. */
  get share(): number {
    const lines = (this.#header?.ledgerSize ?? 0) + (this.#header?.logSize ?? 0);
    return lines > 0 ? Math.min(1, (this.#ledgerTree.size + this.#logTree.size) / lines) : 0;
  }

  find(entry: string): EntryFound | null {
    return this.#line.find(entry);
  }

  #readLine(bytes: Uint8Array, fields: Fields): Promise<void> | undefined {
    if (this.#section === 'header') {
      this.#header = readHeader(fields);
      this.#section = 'lines';
      this.#ledger.drop = this.#line.drop = this.#header.drop.id;
      if (this.receipt && this.receipt.drop.id !== this.#header.drop.id) this.#findings.add('receipt_foreign', { expected: this.#header.drop.id, found: this.receipt.drop.id });
      return undefined;
    }
    if (this.#section === 'signed') {
      this.#findings.add('file_continues');
      return undefined;
    }
    const type = fields.textIfAny('type');
    if (type !== undefined) return this.#readSpecial(type, fields, this.#header as Header);
    if (this.#section === 'lines' && fields.has('version')) {
      // The line's log stands before the ledger: what the ledger says of it can then be judged at once.
      this.#ledgerTree.append(bytes);
      this.#ledger.read(fields);
      return undefined;
    }
    if (this.#section === 'lines' && fields.has('index') && this.#ledgerTree.size === 0) {
      this.#logTree.append(bytes);
      this.#line.readLog(fields);
    } else {
      this.#findings.add('line_unexpected');
    }
    return undefined;
  }

  #readSpecial(type: string, fields: Fields, header: Header): Promise<void> | undefined {
    if (type === 'checkpoint' && this.#section === 'lines') {
      this.#checkpoints++;
      const name = fields.text('tree');
      if (name !== 'ledger' && name !== 'line') throw new FieldFault('tree');
      const tree = name === 'ledger' ? this.#ledgerTree : this.#logTree;
      return tree.check(fields.text('note'), fields.time('at'), header.drop.id, header.keys);
    }
    if (type === 'summary' && this.#section === 'lines') {
      this.#section = 'summary';
      const said = [fields.whole('ledgerSize'), fields.whole('logSize'), fields.whole('checkpoints')].join(', ');
      const found = [this.#ledgerTree.size, this.#logTree.size, this.#checkpoints].join(', ');
      if (said !== found) this.#findings.add('summary_differs', { expected: said, found });
      return undefined;
    }
    if (type === 'signature' && this.#section === 'summary') {
      this.#section = 'signed';
      return this.#checkSignature(fields.text('note'), header, toHex(this.#hash.clone().digest()));
    }
    this.#findings.add('line_unexpected', { kind: type });
    return undefined;
  }

  async #checkSignature(text: string, { drop, shop, keys }: Header, sha256: string): Promise<void> {
    const note = parseNote(text);
    const signer = note && (await findSigner(note, keys.filter((key) => key.shop === shop)));
    if (!note || signer === null || signer === 'wrong') this.#findings.add('file_signature_invalid');
    else if (note.text !== `${originOf(shop, drop.id, 'proof')}\nsha256 ${sha256}\n`) this.#findings.add('file_signature_invalid', { expected: note.text.split(' ').at(-1)?.trim() ?? '', found: sha256 });
  }

  /** Until now. Of a file that cannot be read to its end the other checks say nothing. */
  results(): CheckResult[] {
    const looked: Looked = {
      file: { lines: this.#lines },
      trees: { checkpoints: this.#checkpoints },
      ledger: { movements: this.#ledgerTree.size },
      stock: { versions: this.#ledger.version, variants: [...this.#ledger.variants.values()] },
      holds: { made: this.#ledger.holds.size, bought: this.#ledger.bought, live: this.#ledger.live.size },
      limits: { customers: this.#ledger.units.size, limit: this.#ledger.limit },
      draw: { logLines: this.#line.logSize, shuffled: this.#line.shuffled, beacon: this.#line.beacon, isBeaconSigned: this.#line.isBeaconSigned },
      line: { offers: this.#line.offers },
      receipt: { lines: this.receipt?.lines.length ?? 0 },
    };
    const checks: CheckName[] = ['file'];
    if (!this.#isBroken) {
      checks.push('trees', 'ledger', 'stock', 'holds', 'limits');
      if (this.#line.isThere) checks.push('draw', 'line');
      if (this.receipt) checks.push('receipt');
    }
    return checks.map((check) => ({ check, isGood: !this.#findings.has(check), looked: looked[check] }) as CheckResult);
  }

  #notProven(): NotProven[] {
    const { beacon, isBeaconSigned } = this.#line;
    if (beacon === 'none') return ['beaconNone'];
    if (beacon.startsWith('declared/')) return ['beaconDeclared'];
    return beacon.startsWith('drand/') && isBeaconSigned === null ? ['beaconElsewhere'] : [];
  }
}

/** A receipt without a file. */
export async function verifyReceipt(receipt: Receipt): Promise<Report> {
  const findings = new Findings();
  await checkReceipt(receipt, findings);
  return {
    isGood: findings.all.length === 0,
    drop: receipt.drop,
    keys: keysShown(receipt.keys),
    checks: [{ check: 'receipt', isGood: findings.all.length === 0, looked: { lines: receipt.lines.length } }],
    findings: findings.all,
    notProven: [],
    hasLine: false,
    receipt: receiptShown(receipt, () => null),
  };
}

const keysShown = (keys: readonly ShopKey[]): KeyShown[] =>
  keys.map((key) => ({ shop: key.shop, fingerprint: fingerprint(key), from: timeText(key.from), until: key.until === undefined ? null : timeText(key.until) }));

function receiptShown(receipt: Receipt, find: (entry: string) => EntryFound | null): ReceiptShown {
  const { drop, code, sentence, customer } = receipt;
  return { drop, code, sentence, customer, entries: entriesOf(receipt).map(find).filter((found) => found !== null) };
}

function readHeader(fields: Fields): Header {
  if (fields.text('type') !== 'header') throw new FieldFault('type');
  if (fields.text('format') !== FORMAT) throw new FieldFault('format');
  const drop = fields.nested('drop');
  fields.text('software');
  return {
    drop: { id: drop.id('id'), slug: drop.text('slug'), name: drop.text('name') },
    shop: fields.text('shop'),
    keys: readKeys(fields),
    ledgerSize: fields.whole('ledgerSize'),
    logSize: fields.whole('logSize'),
  };
}

/** One of the two trees: what is appended, and what the shop signed of it. */
class TreeCheck {
  /** Of the line's log alone, so that its root at the seal can be told. */
  readonly leaves: Uint8Array[] = [];
  readonly #range = new CompactRange();
  readonly #expectedLeaves = new Map<number, Uint8Array>();
  readonly #expectedRoots = new Map<number, Uint8Array>();
  #covered = 0;
  #coveredAt = -Infinity;

  constructor(private readonly name: TreeName, private readonly findings: Findings) {}

  get size(): number {
    return this.#range.size;
  }

  expect(receipt: Receipt, checkpoint: Checkpoint | undefined): void {
    for (const { tree, index, line } of receipt.lines) {
      if (tree === this.name) this.#expectedLeaves.set(index, leafOf(utf8(line)));
    }
    if (checkpoint) this.#expectedRoots.set(checkpoint.size, checkpoint.root);
  }

  append(line: Uint8Array): void {
    const leaf = leafOf(line);
    const expected = this.#expectedLeaves.get(this.size);
    if (expected && !equal(expected, leaf)) this.findings.add('receipt_not_in_file', { kind: this.name, found: this.size });
    this.#expectedLeaves.delete(this.size);
    this.#range.append(leaf);
    if (this.name === 'line') this.leaves.push(leaf);
    const root = this.#expectedRoots.get(this.size);
    if (root && !equal(root, this.#range.root())) this.findings.add('receipt_fork', { kind: this.name, size: this.size });
  }

  async check(text: string, at: number, drop: string, allKeys: readonly ShopKey[]): Promise<void> {
    const note = parseNote(text);
    const checkpoint = note && checkpointOf(note);
    if (!checkpoint) {
      this.findings.add('checkpoint_malformed');
      return;
    }
    const { origin, size, root } = checkpoint;
    const keys = allKeys.filter(({ shop }) => originOf(shop, drop, this.name) === origin);
    const signer = await findSigner(note, keys);
    if (keys.length === 0) this.findings.add('checkpoint_foreign', { found: origin });
    else if (signer === 'wrong') this.findings.add('checkpoint_signature_invalid', { size });
    else if (signer === null) this.findings.add('checkpoint_unsigned', { size });
    else if (at < signer.from || (signer.until !== undefined && at > signer.until)) this.findings.add('key_not_valid', { key: fingerprint(signer), found: timeText(at) });

    const rootDiffers: Code = this.name === 'line' ? 'log_root_differs' : 'ledger_root_differs';
    if (size !== this.size || size < this.#covered || at < this.#coveredAt) this.findings.add('checkpoint_misplaced', { expected: this.size, found: size });
    else if (!equal(root, this.#range.root())) this.findings.add(rootDiffers, { size, expected: toHex(this.#range.root()), found: toHex(root) });
    this.#covered = Math.max(this.#covered, size);
    this.#coveredAt = at;
  }

  finish(wanted: number, code: Code): void {
    const size = Math.max(wanted, this.size);
    if (this.#covered < size) this.findings.add(code, { expected: size, found: this.#covered });
    for (const index of this.#expectedLeaves.keys()) this.findings.add('receipt_not_in_file', { kind: this.name, found: index });
  }
}
