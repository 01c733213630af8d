#!/usr/bin/env python3
"""Recomputes a proof file of Stampede. It needs Python 3.8 and nothing else: no network, no server, no package.

    python3 verify_proof.py air-one.stampede-proof.jsonl.gz
    python3 verify_proof.py air-one.stampede-proof.jsonl.gz --entry 3621f641b0e9a694dd6767a2c7711197
    python3 verify_proof.py air-one.stampede-proof.jsonl.gz --receipt receipt.json

The exit code is 0 where all is right, and 1 where something is wrong: each finding has the line in the file and a code.
It follows "For those who write their own verifier" in fairness.md, with the same words and in the same order.
"""
import base64, bisect, datetime, gzip, hashlib, json, re, sys, zlib

LONGEST_LINE = 4_000_000
TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z")
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
NOT_PROVED = """Not proved: that a customer or an entry is a person; that there is no other drop; that the shop's clock was right;
that goods were delivered; that the keys are the shop's (compare the fingerprints with those it publishes)."""

def seconds(n): return datetime.timedelta(seconds=n)
def sha256(data): return hashlib.sha256(data).digest()
def sha256_hex(text): return hashlib.sha256(text.encode()).hexdigest()

# ---- Ed25519, verification only (RFC 8032, section 5.1). A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. ----
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def point_add(a, b):
    p, q = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    r, s = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P
def point_multiply(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1: result = point_add(result, point)
        point, n = point_add(point, point), n >> 1
    return result
def point_decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign): return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P
BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def ed25519_is_good(public_key, message, signature):
    key, r, s = point_decode(public_key), point_decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or r is None or s >= ORDER: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    a, b = point_multiply(s, BASE), point_add(r, point_multiply(h, key))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0

# ---- A Merkle tree (RFC 6962) that can tell its root at every size while it grows ----
class Tree:
    def __init__(self):
        self.size, self.peaks = 0, []                    # the roots of the complete trees of which it is made, the largest first
    def add(self, line):
        node, n = sha256(b"\0" + line), self.size
        while n & 1: node, n = sha256(b"\1" + self.peaks.pop() + node), n >> 1
        self.peaks.append(node)
        self.size += 1
    def root(self):
        node = self.peaks[-1] if self.peaks else sha256(b"")
        for peak in reversed(self.peaks[:-1]): node = sha256(b"\1" + peak + node)
        return node

def root_of(index, size, node, path):
    """The root that an inclusion path leads to (RFC 9162, section 2.1.3.2); None where the path does not fit."""
    last = size - 1
    if not 0 <= index < size: return None
    for sibling in path:
        if last == 0: return None
        if index & 1 or index == last:
            node = sha256(b"\1" + sibling + node)
            while not index & 1 and index: index, last = index >> 1, last >> 1
        else: node = sha256(b"\1" + node + sibling)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None

# ---- Canonical JSON (RFC 8785), and which fields a line must have ----
def canonical(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list): return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
def parse(line):
    """The value and its canonical bytes; ValueError where it is no JSON, no UTF-8, or has a name twice."""
    def no(_): raise ValueError
    def once(pairs): return dict(pairs) if len({name for name, _ in pairs}) == len(pairs) else no(pairs)
    value = json.loads(line.decode("utf-8"), object_pairs_hook=once, parse_constant=no)
    return value, canonical(value).encode("utf-8")
def base64_of(text, length=None):                        # None where it is not base64, or of another length
    good = re.fullmatch("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text)
    data = base64.b64decode(text) if good else b""
    return data if good and base64.b64encode(data).decode() == text and length in (None, len(data)) else None
def time_of(text):                                       # None where it is not a time
    try: return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z") if TIME.fullmatch(text) else None
    except ValueError: return None
def matches(pattern): return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None
def of(fields): return lambda value: isinstance(value, dict) and has(value, fields)           # an object with these fields
def many(test): return lambda value: isinstance(value, list) and all(map(test, value))
def whole(value, least=-2**53): return type(value) is int and least <= value <= 2**53

IS = {
    "whole": whole, "count": lambda v: whole(v, 0), "some": lambda v: whole(v, 1), "text": lambda v: isinstance(v, str),
    "id": matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "hex32": matches("[0-9a-f]{32}"), "hex64": matches("[0-9a-f]{64}"),
    "hex": matches("([0-9a-f]{2})+"), "time": lambda v: isinstance(v, str) and time_of(v) is not None, "bool": lambda v: isinstance(v, bool),
    "key": lambda v: isinstance(v, str) and base64_of(v, 32) is not None, "operator": matches("operator"), "true": lambda v: v is True,
    "status": matches("draft|upcoming|live|paused|ended"), "tree": matches("ledger|line"), "payment": matches("none|required"),
    "mode": matches("queue|draw|waitlist"), "drop": of("id:id name:text slug:text"), "price": of("amountMinor:count currency:text"),
    "keys": many(of("from:time publicKey:key shop:text until:time?")), "ids": many(lambda v: IS["id"](v)),
    "signed": many(of("note:text tree:tree")), "included": many(of("index:count line:text path:hashes tree:tree")),
    "hashes": many(lambda v: IS["key"](v)), "quiet": of("from:minute to:minute zone:text"), "minute": matches("([01][0-9]|2[0-3]):[0-5][0-9]"),
    "variants": many(of("id:id label:text? units:count")),
    "change": of("limitPerCustomer:count? price:price? name:text? holdSeconds:count? payment:payment? variants:variants?"),
    "beacon": lambda v: of("kind:text")(v) and (v["kind"] == "none" or v["kind"] == "drand" and of("chain:hex64")(v)
                                                or v["kind"] == "declared" and of("what:text")(v)),
}

def has(value, fields):                                  # "name:kind", with ? where it may be left out
    fields = [field.split(":") for field in fields.split()]
    return all(IS[kind.rstrip("?")](value[name]) if name in value else kind.endswith("?") for name, kind in fields)

HOLD = "customer:hex32 quantity:some reservation:id variant:id "
FILE_LINES = {
    "header": "drop:drop format:text keys:keys ledgerSize:count logSize:count shop:text software:text",
    "checkpoint": "at:time note:text tree:tree", "summary": "checkpoints:count ledgerSize:count logSize:count", "signature": "note:text",
}
MOVEMENTS = {
    "created": "by:operator? drop:id holdSeconds:count limitPerCustomer:count name:text? paySeconds:count payment:payment price:price? "
               "slug:text? status:status variants:variants",
    "published": "by:operator? status:status", "resumed": "by:operator? status:status", "opened": "", "paused": "by:operator?",
    "ended": "by:operator?", "changed": "by:operator? status:status change:change", "adjusted": "by:operator? reason:text units:whole variant:id",
    "reserved": HOLD + "expiresAt:time", "paying": HOLD + "payUntil:time payment:id", "unpaid": HOLD + "payment:id",
    "purchased": HOLD + "payment:id? price:price purchase:id", "cancelled": HOLD + "by:operator? keepsPlace:true?", "expired": HOLD,
    "returned": HOLD + "by:operator? payment:id? purchase:id restock:bool",
    "line_opened": "line:count log:count mode:mode commit:hex64? beacon:beacon? claimSeconds:count? paySeconds:count? quietHours:quiet?",
    "line_closed": "",
    "line_sealed": "size:count root:hex64 secret:hex64 beacon:text?", "line_drawn": "beacon:text seed:hex64 signature:hex?",
    "offered": HOLD + "entry:hex32 place:some log:count claimBy:time? payBy:time?", "claimed": HOLD + "expiresAt:time",
    "skipped": "by:operator? entry:hex32 place:some reason:text", "line_listed": "log:count variants:ids",
    "line_paced": "by:operator? pacePerMinute:whole? phase:text? tempo:text?",
    "line_finished": "by:operator? reason:text?", "line_cancelled": "by:operator? reason:text?",
}
RECEIPT = ("checkpoints:signed code:text customer:hex32 drop:drop format:text keys:keys lines:included place:some? sentence:text shop:text "
           "ticket:hex64?")
LOG_LINES = {"joined": "customer:hex32 preferences:ids quantity:some seq:some", "changed": "preferences:ids quantity:some?",
             "withdrawn": "", "excluded": "reason:text", "missed": ""}

# ---- The file: its lines, trees, checkpoints and signatures ----
class Verifier:
    def __init__(self):
        self.findings, self.line, self.header, self.log, self.ledger, self.lines = [], 0, None, [], [], []
        self.trees, self.newest, self.checkpoints, self.summary = {"line": Tree(), "ledger": Tree()}, {}, 0, False
        self.log_roots = [sha256(b"")]                   # the root of the log at each size
        self.receipt, self.signed, self.own_lines, self.signed_roots = None, {}, {}, {}
    def wrong(self, code, words=""): self.findings.append((self.line, code, words))
    def want(self, good, code, words=""):
        if not good: self.wrong(code, words)
    def verify(self, path):
        try: self.read(path)
        except (OSError, EOFError, zlib.error) as error: return self.wrong("file_unreadable", str(error))
        try: self.header and (self.check_log(), self.check_ledger(), self.check_receipt())
        except OverflowError: self.wrong("line_malformed", "a time that no calendar has")
    def read(self, path):
        digest, done = hashlib.sha256(), False
        with open(path, "rb") as plain: packed = plain.read(2) == b"\x1f\x8b"
        with (gzip.open if packed else open)(path, "rb") as file:
            for line in iter(lambda: file.readline(LONGEST_LINE + 2), b""):
                self.line += 1
                if done: return self.wrong("file_continues", "there are lines after the signature")
                if len(line) > LONGEST_LINE + 1 or line[-1:] != b"\n": return self.wrong("file_unreadable", "a line is too long, or has no end")
                done = self.read_line(line[:-1], digest.hexdigest())
                if not self.header: break
                digest.update(line)
        if not self.header: return self.wrong("header_missing", "the first line is not a header of stampede.proof/v1")
        self.want(done, "file_truncated", "the last line is not a signature")
        for tree, code in (("line", "log_not_covered"), ("ledger", "ledger_not_covered")):
            covered, size = self.newest.get(tree, (0, 0))[0], self.trees[tree].size
            self.want(covered >= size, code, f"{covered} of {size} lines are signed")
        self.want((len(self.log), len(self.ledger)) == (self.header["logSize"], self.header["ledgerSize"]), "size_differs", "from the header")
    def read_line(self, raw, digest):
        """Takes one line; true where it is the file's signature. Lines of both trees count and are hashed even where a field is wrong."""
        try: value, written = parse(raw)
        except (ValueError, RecursionError): return self.wrong("line_not_json")
        self.want(written == raw, "line_not_canonical")
        if not isinstance(value, dict) or not {"type", "version", "index"} & value.keys(): return self.wrong("line_unexpected")
        if "type" in value:
            kind = str(value["type"])
            if kind not in FILE_LINES or (kind == "header") != (self.line == 1): return self.wrong("line_unexpected")
            if not has(value, FILE_LINES[kind]): self.wrong("line_malformed")
            elif kind == "header": self.header = value if value["format"] == "stampede.proof/v1" else None
            elif self.header: getattr(self, "read_" + kind)(value, digest)
            return kind == "signature"
        tree, lines, kinds, fields = ("ledger", self.ledger, MOVEMENTS, "version:whole") if "version" in value else (
            "line", self.log, LOG_LINES, "index:whole entry:hex32")
        if self.summary or tree == "line" and self.ledger: return self.wrong("line_unexpected", "not in the order of the file")
        leaf, at = (tree, self.trees[tree].size), (tree, self.trees[tree].size + 1)
        self.want(self.own_lines.pop(leaf, raw) == raw, "receipt_not_in_file", f"{leaf}")
        self.trees[tree].add(raw)
        self.want(at not in self.signed_roots or self.signed_roots[at] == self.trees[tree].root(), "receipt_fork", f"{at}")
        if tree == "line": self.log_roots.append(self.trees[tree].root())
        good = has(value, "at:time kind:text " + fields) and has(value, kinds.get(value["kind"], ""))
        if good and value["kind"] == "offered": good = ("claimBy" in value) != ("payBy" in value)
        if good and value["kind"] == "line_opened": good = ("commit" in value) == ("beacon" in value) == (value["mode"] != "waitlist")
        self.want(good, "line_malformed")
        lines.append((self.line, dict(value, at=time_of(value["at"])) if good else None))
    def read_checkpoint(self, value, _):
        self.checkpoints += 1
        tree, at, text = value["tree"], time_of(value["at"]), value["note"].rpartition("\n\n")[0].split("\n")
        root, (last_size, last_at) = base64_of(text[-1], 32), self.newest.get(value["tree"], (0, at))
        if len(text) != 3 or not re.fullmatch("0|[1-9][0-9]{0,15}", text[1]) or root is None: return self.wrong("checkpoint_malformed")
        size = int(text[1])
        signers = self.check_note(value["note"], tree, *("checkpoint_" + what for what in ("malformed", "foreign", "unsigned", "signature_invalid")))
        if signers is None: return
        in_time = [time_of(key["from"]) <= at and ("until" not in key or at <= time_of(key["until"])) for key in signers]
        self.want(any(in_time) or not signers, "key_not_valid", "signed outside the time of its key")
        self.want(self.trees[tree].size == size >= last_size and at >= last_at, "checkpoint_misplaced", f"size {size} after {self.trees[tree].size} lines")
        same = size != self.trees[tree].size or root == self.trees[tree].root()
        self.want(same, "log_root_differs" if tree == "line" else "ledger_root_differs")
        self.newest[tree] = max(size, last_size), max(at, last_at)
    def read_summary(self, value, _):
        self.want(not self.summary, "line_unexpected", "a second summary")
        self.summary = True
        told = value["checkpoints"], value["ledgerSize"], value["logSize"]
        self.want(told == (self.checkpoints, len(self.ledger), len(self.log)), "summary_differs")
    def read_signature(self, value, digest):
        self.want(self.summary, "line_unexpected", "no summary before the signature")
        if self.check_note(value["note"], "proof", *["file_signature_invalid"] * 4):
            text = value["note"].rpartition("\n\n")[0].split("\n")
            self.want(text[1:] == ["sha256 " + digest], "file_signature_invalid", "its bytes are not those that were signed")
    def check_note(self, note, what, malformed, foreign, unsigned, invalid):
        """The keys that have signed it well; None where it cannot be read."""
        text, _, end = note.rpartition("\n\n")
        lines = [line.split(" ") for line in end.split("\n")]
        whole = lines.pop() == [""] and lines and all(len(s) == 3 and s[0] == "\u2014" and len(base64_of(s[2]) or b"") > 4 for s in lines)
        if not whole: return self.wrong(malformed)
        name, good, bad = text.split("\n")[0], [], []
        keys = [key for key in self.header["keys"] if name == f"{key['shop']}/drops/{self.header['drop']['id']}/{what}"]
        for _, signer, data in lines:
            for key in keys:
                signature, public_key = base64_of(data), base64_of(key["publicKey"])
                if signer == name and signature[:4] == sha256(name.encode() + b"\n\1" + public_key)[:4]:
                    (good if ed25519_is_good(public_key, (text + "\n").encode(), signature[4:]) else bad).append(key)
        self.want(keys and good and not bad, foreign if not keys else invalid if bad else unsigned, name)
        return good

    # ---- A receipt: by itself, and beside the file ----
    def read_receipt(self, path):
        """What a customer was given: what the shop has signed of it. Its lines, roots and places are then looked for in the file."""
        try:
            with open(path, "rb") as file: value, _ = parse(file.read(LONGEST_LINE))
        except (OSError, ValueError, RecursionError) as error: return self.wrong("receipt_malformed", str(error))
        if not isinstance(value, dict) or not has(value, RECEIPT) or value["format"] != "stampede.receipt/v1": return self.wrong("receipt_malformed")
        self.receipt, codes, header = value, ["receipt_checkpoint_invalid"] * 4, self.header
        self.header = value                              # its keys and its drop are those that count here
        for checkpoint in value["checkpoints"]:
            tree, text = checkpoint["tree"], checkpoint["note"].rpartition("\n\n")[0].split("\n")
            root = base64_of(text[-1], 32)
            if len(text) != 3 or not re.fullmatch("0|[1-9][0-9]{0,15}", text[1]) or root is None: self.wrong(codes[0])
            elif self.check_note(checkpoint["note"], tree, *codes): self.signed[tree] = int(text[1]), root
        self.header = header
        own, entries = {"ledger": [], "line": []}, set()
        for line in value["lines"]:
            tree, raw = line["tree"], line["line"].encode()
            path, included = [base64_of(text, 32) for text in line["path"]], False
            if tree in self.signed: included = root_of(line["index"], self.signed[tree][0], sha256(b"\0" + raw), path) == self.signed[tree][1]
            self.want(included, "receipt_line_not_included", f"{line['index']} of the {tree}")
            self.own_lines[tree, line["index"]] = raw
            try: fields = parse(raw)[0]
            except (ValueError, RecursionError): fields = None
            kinds, also = (MOVEMENTS, "version:whole") if tree == "ledger" else (LOG_LINES, "entry:hex32")
            good = isinstance(fields, dict) and has(fields, "kind:text " + also) and has(fields, kinds.get(fields["kind"], ""))
            own[tree].append(fields if good else self.wrong("receipt_malformed", f"{line['index']} of the {tree}"))
        self.signed_roots = {(tree, size): root for tree, (size, root) in self.signed.items()}
        self.entries = [fields["entry"] for fields in own["line"] if fields]
        if None in own["ledger"] + own["line"]: return
        for fields in own["line"]:
            if fields.get("customer") == value["customer"]: entries.add(fields["entry"])
        theirs = [fields for fields in own["ledger"] if fields.get("customer") != value["customer"]] + [fields for fields in own["line"] if fields["entry"] not in entries]
        self.want(not theirs, "receipt_not_own", f"{len(theirs)} lines")
        code = receipt_code(own["ledger"], own["line"])
        good = code == value["code"] or code == "waiting" and value["code"] in ("not_reached", "passed_sizes")
        self.want(good, "receipt_sentence_wrong", f"{value['code']}, by its lines {code}")
    def check_receipt(self):
        """Place, ticket and sentence, by the order of this file; a file that was made before the receipt does not know them."""
        receipt, self.line = self.receipt, 0
        if not receipt: return
        for where in self.own_lines: self.wrong("receipt_not_in_file", f"{where}")
        same = receipt["drop"]["id"] == self.header["drop"]["id"]
        self.want(same, "receipt_foreign", receipt["drop"]["id"])
        if not same or "ledger" not in self.signed or any(size > self.trees[tree].size for tree, (size, _) in self.signed.items()): return
        tickets = [sha256_hex(f"stampede.ticket/v1\n{line.told_seed}\n{entry}\n") for line in self.lines if line.told_seed for entry in self.entries]
        self.want(receipt.get("ticket") in [None] + tickets, "receipt_ticket_differs")
        place = receipt.get("place")
        stood = [line for line in self.lines if place and place <= len(line.places) and line.places[place - 1][2].name in self.entries]
        self.want(place is None or stood, "receipt_place_differs", f"{place}")
        for line in stood[:1]:
            before = max((place for version, place in line.reached if version <= self.signed["ledger"][0]), default=0)
            ever = max((place for _, place in line.reached), default=0)
            wrong = receipt["code"] == "not_reached" and before >= place or receipt["code"] == "passed_sizes" and ever < place
            self.want(not wrong, "receipt_sentence_wrong", f"served up to {before}, the place is {place}")

    # ---- The line: its log, the draw, and the order ----
    def check_log(self):
        """Lines of the log count by their position. Those from `log` of a line_opened to that of the next belong to that line."""
        opened = [m for _, m in self.ledger if m and m["kind"] == "line_opened"]
        ends = [m["log"] for m in opened[1:]] + [len(self.log)]
        self.lines, self.times, last = [Line(m, m["log"], end) for m, end in zip(opened, ends)], [], time_of("0001-01-01T00:00:00.000000Z")
        for position, (self.line, m) in enumerate(self.log):
            self.times.append(m["at"] if m else last)
            if not m: continue
            self.want(m["index"] == position, "log_gap", f"index {m['index']} where {position} is due")
            self.want(m["at"] >= last, "log_time_falls")
            last = m["at"]
            line = next((line for line in self.lines if line.start <= position < line.end), None)
            self.want(m["kind"] in LOG_LINES, "kind_unknown", m["kind"])
            self.want(line, "line_out_of_order", "no line was opened for it")
            if m["kind"] not in LOG_LINES or not line: continue
            self.want(position > line.start or m["at"] >= line.opened["at"], "opened_late", "its first entry is older")
            entry = line.entries.get(m["entry"])
            if m["kind"] == "joined":
                self.want(m["seq"] == line.seq + 1, "seq_gap", f"{m['seq']} after {line.seq}")
                self.want(not entry, "entry_twice", m["entry"])
                line.seq = m["seq"]
                if entry: continue
                self.want(m["customer"] not in line.customers, "customer_twice", m["customer"])
                line.customers.add(m["customer"])
                line.entries[m["entry"]] = Entry(m, position, self.line)
            elif not entry: self.wrong("entry_unknown", m["entry"])
            elif m["kind"] == "changed": entry.wishes.append((position, m["preferences"], m.get("quantity", entry.wishes[-1][2])))
            elif m["kind"] == "missed":
                entry.missed.append(position)
                line.moves.append((position, entry, self.line))
            else: entry.left.append((position, m, self.line))
    def follow_line(self, m):
        kind, line = m["kind"], self.current
        if kind == "line_opened":
            self.want(not line, "line_out_of_order", "another line is open")
            self.current = line = next(line for line in self.lines if line.opened is m)
            self.want(line.start <= len(self.log), "offer_log_wrong", "it begins after the end of the log")
            return line.order() if m["mode"] == "waitlist" else None           # a waitlist has no draw: all its entries are later ones
        if kind == "line_paced" and line: line.tempo = m.get("tempo", line.tempo)
        before = {"line_closed": "opened", "line_sealed": "closed", "line_drawn": "sealed"}
        in_order = line and (kind not in before or line.state == before[kind])
        self.want(in_order, "line_out_of_order", f"{kind} after {line.state if line else 'no line'}")
        if not line or kind in ("line_paced", "line_listed"): return
        line.state = kind[5:]
        if kind == "line_closed": line.closed = m["at"]
        elif kind == "line_sealed": self.check_seal(line, m)
        elif kind == "line_drawn": self.check_draw(line, m)
        else: self.current = None                        # finished or cancelled
    def check_seal(self, line, m):
        line.seal, line.size, line.known, size = m, m["size"], m["size"], m["size"]
        line.commit = sha256_hex(f"stampede.commit/v1\n{m['secret']}\n")
        self.want(line.commit == line.opened.get("commit"), "commit_differs", line.commit)
        self.want(line.start <= size <= len(self.log), "seal_size_wrong", f"{size} of {len(self.log)} lines")
        line.root = self.log_roots[size].hex() if size <= len(self.log) else m["root"]
        self.want(line.root == m["root"], "seal_root_differs", line.root)
        told, beacon = line.opened.get("beacon", {"kind": "none"}), m.get("beacon")
        pattern = "drand/" + told.get("chain", "") + "/([1-9][0-9]{0,15})" if told["kind"] == "drand" else re.escape("declared/" + told.get("what", ""))
        self.want(beacon is None if told["kind"] == "none" else re.fullmatch(pattern, beacon or ""), "beacon_differs", "it is not as opened")
        turn = re.fullmatch(f"drand/{QUICKNET}/([1-9][0-9]{{0,15}})", beacon or "")
        early = turn and 1692803367 + 3 * (int(turn[1]) - 1) < m["at"].timestamp() + 30
        self.want(not early, "beacon_too_early", "its round is not 30 s after the seal")
    def check_draw(self, line, m):
        seal, beacon, awaited = line.seal or {"size": 0, "root": "", "secret": ""}, m["beacon"], (line.seal or {}).get("beacon")
        as_awaited = not line.seal or (beacon.startswith(awaited + "/") if awaited else beacon == "none")
        self.want(as_awaited, "beacon_differs", "it is not what was waited for")
        as_signed = beacon.split("/")[-1] == sha256(bytes.fromhex(m.get("signature", ""))).hex()
        self.want(as_signed or not beacon.startswith("drand/"), "beacon_invalid", "it is not the hash of its signature")
        line.seed = sha256_hex(f"stampede.seed/v1\n{self.header['drop']['id']}\n{line.opened['line']}\n{seal['size']}\n"
                               f"{seal['root']}\n{seal['secret']}\n{beacon}\n")
        self.want(line.seed == m["seed"], "seed_differs", line.seed)
        line.told_seed = m["seed"]
        line.order(m["seed"])                            # the places are by the seed that was published
    def note_known(self, line, m):
        self.want(line.known <= m["log"] <= len(self.log), "offer_log_wrong", f"{m['log']} lines known, after {line.known}, of {len(self.log)}")
        later = 0 < m["log"] <= len(self.log) and self.times[m["log"] - 1] >= m["at"] + seconds(5)
        self.want(not later, "offer_log_later", f"line {m['log'] - 1} was written after the offer")
        line.known = max(line.known, m["log"])
        self.check_moves(line, line.known)
        for entry in [entry for entry, at in line.unanswered.items() if at <= m["at"] - seconds(60)]:
            del line.unanswered[entry]
            moved = any(position < line.known for position in entry.missed)
            self.want(moved or entry.has_left(line.known, m["at"]), "missed_lacking", entry.name)
    def check_moves(self, line, known):
        """Each `missed` among the known lines: it follows an offer that nobody answered, and comes once."""
        while line.moves and line.moves[0][0] < known:
            position, entry, at_line = line.moves.pop(0)
            first, founded = position == entry.missed[0], entry.unanswered and not any(left < position for left, *_ in entry.left)
            self.line, here = at_line, self.line
            self.want(not first or founded, "missed_unfounded", entry.name)
            self.want(first, "missed_twice", entry.name)
            self.line = here
    def check_time(self, line, m):
        """Everybody has as long as the line's rules say; where a server of before did not tell them, as long as the first."""
        end, opened, more = time_of(m.get("claimBy" if line.tempo == "live" else "payBy", "")), line.opened, seconds(0)
        if line.tempo == "live":
            if line.claim_time is None and end: line.claim_time = end - m["at"]
            rule = line.claim_time
        else:
            rule, quiet = seconds(opened["paySeconds"]) if "paySeconds" in opened else None, opened.get("quietHours")
            if rule is not None and quiet:
                first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (quiet["from"], quiet["to"]))
                minutes = (last - first) % 1440
                nights = opened["paySeconds"] // ((1440 - minutes) * 60) + 2
                more = seconds(nights * minutes * 60 + 7200 if minutes else 0)
        good = end and (rule is None or m["at"] + rule <= end <= m["at"] + rule + more)
        self.want(good, "offer_time_differs", f"{line.tempo}, {rule}")
    def check_skip(self, m):
        line, place = self.current, m["place"]
        if not line or not line.served: return self.wrong("line_out_of_order", "a place is passed over before the draw")
        there = line.places[place - 1] if place <= len(line.places) else None
        known = there and (there[1] < 0 or self.times[there[1]] < m["at"] + seconds(5))
        if not known or there[2].name != m["entry"]: return self.wrong("skip_differs", f"{m['entry']} does not stand at {place}")
        if place in line.taken: return self.wrong("skip_not_waiting", f"place {place} was served or passed over before")
        line.taken.add(place)
        entry = there[2]
        too_much = self.owned.get(entry.customer, 0) + entry.wish(max(line.known, entry.joined + 1))[1] > self.limit
        self.want(m["reason"] if "by" in m else m["reason"] == "limit_reached" and too_much, "skip_unfounded", m["reason"])
        entry.skipped.add(place)
    def first_waiting(self, line, known, m, before=float("inf")):
        """The first who waits for what this movement takes, among the first `known` lines, with a place below `before`."""
        free = self.stock.get(m["variant"], [0])[0]
        while line.front < len(line.places) and line.places[line.front][2].is_gone(line): line.front += 1
        for place, since, entry in line.places[line.front:] if before > line.front else []:
            if place >= before: break
            if max(since, entry.joined) < known and entry.place(known) == place and entry.waits(known, line) and not entry.has_withdrawn(m["at"]):
                preferences, n = entry.wish(known)
                if m["variant"] in preferences and n <= free and self.counted.get(entry.customer, 0) + n <= self.limit: return entry
    def check_offer(self, m):
        line = self.current
        if not line or not line.served: return self.wrong("offered_before_draw")
        self.note_known(line, m)
        self.want(m["log"] >= len(self.log) or self.times[m["log"]] > m["at"] - seconds(5), "offer_stale", f"line {m['log']} was not known")
        known, entry = line.known, line.entries.get(m["entry"])
        if not entry or entry.joined >= known: return self.wrong("offer_unknown", m["entry"])
        self.want(entry.waits(known, line), "offer_not_waiting", entry.name)
        (preferences, quantity), place = entry.wish(known), entry.place(known)
        same = (m["customer"], m["quantity"]) == (entry.customer, quantity) and m["variant"] in preferences
        self.want(same, "offer_differs", entry.name)
        better = [v for v in preferences[:preferences.index(m["variant"])] if self.stock.get(v, [0])[0] >= quantity] if m["variant"] in preferences else []
        self.want(not better, "preference_ignored", f"there was enough of {better}")
        self.want(m["place"] == place, "place_differs", f"{m['place']} for {place}")
        self.check_time(line, m)
        first = self.first_waiting(line, known, m, place or float("inf"))
        self.want(not first, "passed_over", first and f"{first.name} at place {first.place(known)}")
        line.taken.add(place)
        line.reached.append((m["version"], place or 0))
        return entry

    # ---- The ledger: stock, holds, limits ----
    def check_ledger(self):
        self.stock, self.holds, self.purchases, self.counted, self.owned, self.current = {}, {}, {}, {}, {}, None
        self.status, self.limit, self.price, self.payment, self.hold_time, self.pay_time = "draft", 0, None, "none", seconds(0), seconds(0)
        version, last = 0, None
        for i, (self.line, m) in enumerate(self.ledger):
            version += 1
            if not m: continue
            self.want(m["version"] == version, "version_gap", f"{m['version']} where {version} is due")
            self.want(not last or m["at"] >= last, "time_falls")
            version, last = m["version"], m["at"]
            self.want((i == 0) == (m["kind"] == "created"), "created_missing", "the first movement and no other is `created`")
            if m["kind"] in MOVEMENTS: self.take(m["kind"], m)
            else: self.wrong("kind_unknown", m["kind"])
        for line in self.lines:
            self.line = 0
            self.check_moves(line, len(self.log))
            for entry in line.entries.values():
                self.line = entry.line
                self.want(entry.joined >= line.size or not line.closed or entry.at <= line.closed, "entry_after_close", entry.name)
                for position, left, self.line in entry.left:
                    self.want(left["kind"] == "withdrawn" or position < line.size or not line.served, "excluded_after_seal", entry.name)
    def take(self, kind, m):
        self.want("variant" not in m or m["variant"] in self.stock, "variant_unknown", m.get("variant"))
        before = self.status
        self.status = m.get("status") or {"opened": "live", "paused": "paused", "ended": "ended"}.get(kind, self.status)
        if kind.startswith("line_"): self.follow_line(m)
        elif kind == "created":
            self.want(m["drop"] == self.header["drop"]["id"], "drop_differs", m["drop"])
            self.stock = {v["id"]: [v["units"], 0, 0] for v in m["variants"]}      # available, held, sold
            self.limit, self.price, self.payment = m["limitPerCustomer"], m.get("price"), m["payment"]
            self.hold_time, self.pay_time = seconds(m["holdSeconds"]), seconds(m["paySeconds"])
        elif kind == "changed":
            change = m["change"]
            self.limit, self.price = change.get("limitPerCustomer", self.limit), change.get("price", self.price)
            if change.keys() & {"holdSeconds", "payment", "variants"}:
                self.want(before == "draft", "changed_when_published", f"the drop is {before}")
                self.payment = change.get("payment", self.payment)
                if "holdSeconds" in change: self.hold_time = seconds(change["holdSeconds"])
                if "variants" in change: self.stock = {v["id"]: [v["units"], 0, 0] for v in change["variants"]}
        elif kind == "adjusted": self.move(m, m["units"], 0, 0)
        elif kind == "skipped": self.check_skip(m)
        elif kind == "returned": self.take_return(m)
        elif kind in ("reserved", "offered"): self.make_hold(kind, m)
        elif "reservation" in m: self.use_hold(kind, m)
    def move(self, m, available, held, sold):
        if m["variant"] in self.stock:
            stock = self.stock[m["variant"]] = [a + b for a, b in zip(self.stock[m["variant"]], (available, held, sold))]
            self.want(min(stock) >= 0, "oversold", f"available, held, sold: {stock}")
    def make_hold(self, kind, m):
        line, entry, customer, quantity = self.current, None, m["customer"], m["quantity"]
        end = time_of(m.get("expiresAt") or m.get("claimBy") or m.get("payBy"))
        if kind == "offered": entry = self.check_offer(m)
        else:
            self.want(end == m["at"] + self.hold_time, "hold_time_differs")
            self.want(self.status == "live", "reserved_not_live", "the drop is " + self.status)
            if line:                                     # the log as it was 5 s before
                first = self.first_waiting(line, bisect.bisect_right(self.times, m["at"] - seconds(5)), m)
                self.want(line.served and not first, "walkup_before_line", first.name + " waits" if first else "the line is not served yet")
        self.move(m, -quantity, quantity, 0)
        self.counted[customer] = self.counted.get(customer, 0) + quantity
        self.want(self.counted[customer] <= self.limit, "limit_exceeded", f"{self.counted[customer]} of {self.limit} for {customer}")
        if m["reservation"] in self.holds: return self.wrong("hold_twice", m["reservation"])
        self.holds[m["reservation"]] = Hold(m, end, self.price, entry, line)
        if entry: entry.holding = True
    def use_hold(self, kind, m):
        at, payment, hold = m["at"], m.get("payment"), self.holds.get(m["reservation"])
        if not hold or hold.ended: return self.wrong("hold_not_live", m["reservation"])
        self.want(all(m[name] == hold.made[name] for name in ("customer", "variant", "quantity")), "hold_differs", m["reservation"])
        in_time, quantity = at < (max(hold.end, hold.pay_until) if hold.payment else hold.end), hold.made["quantity"]
        if kind == "claimed":
            self.want(not hold.claimed and hold.made["kind"] == "offered", "claimed_twice")
            self.want(in_time, "claimed_too_late")
            self.want(time_of(m["expiresAt"]) == max(hold.end, at + self.hold_time), "hold_time_differs")
            hold.claimed, hold.end = True, time_of(m["expiresAt"])
        elif kind == "paying":
            until = time_of(m["payUntil"])
            self.want(in_time and (hold.pay_until or until <= at + self.pay_time), "extended_too_long")
            self.want(hold.pay_until in (None, until), "extended_twice")
            hold.payment, hold.pay_until = payment, hold.pay_until or until
        elif kind == "unpaid":
            self.want(hold.payment in (None, payment), "payment_differs")
            hold.payment = None
        elif kind == "purchased":
            came_late = at == hold.made["at"] and not hold.pay_until and payment is not None
            self.want(in_time, "bought_too_late")
            self.want(came_late or hold.price in (None, m["price"]), "price_differs")
            self.want(payment or self.payment == "none" or m["price"]["amountMinor"] == 0, "payment_missing")
            self.want(hold.payment in (None, payment), "payment_differs")
            self.want(m["purchase"] not in self.purchases, "purchase_twice", m["purchase"])
            self.owned[hold.made["customer"]] = self.owned.get(hold.made["customer"], 0) + quantity
            if m["purchase"] not in self.purchases:
                self.purchases[m["purchase"]] = dict(m, returned=0)
                self.move(m, 0, -quantity, quantity)
        else:
            self.want(in_time or kind == "expired", "cancelled_too_late")
            self.want(not in_time or kind == "cancelled", "expired_too_early")
            self.move(m, quantity, -quantity, 0)
            self.counted[hold.made["customer"]] -= quantity
        if kind in ("purchased", "cancelled", "expired"):
            hold.ended = True
            if hold.entry: hold.entry.offer_ended(kind == "purchased", m.get("keepsPlace"), hold.made, hold.line)
            if hold.entry and kind == "expired" and "claimBy" in hold.made and not hold.claimed and not hold.entry.unanswered:
                hold.entry.unanswered = True
                hold.line.unanswered[hold.entry] = at
    def take_return(self, m):
        bought, quantity = self.purchases.get(m["purchase"]), m["quantity"]
        if not bought: self.wrong("return_unknown", m["purchase"])
        else:
            same = (m["customer"], m["variant"]) == (bought["customer"], bought["variant"]) and quantity <= bought["quantity"]
            self.want(same, "return_differs", m["purchase"])
            bought["returned"] += quantity
            self.want(bought["returned"] <= bought["quantity"] or not same, "return_twice", m["purchase"])
        if m["restock"]:
            self.move(m, quantity, 0, -quantity)
            self.counted[m["customer"]] = self.counted.get(m["customer"], 0) - quantity
            self.owned[m["customer"]] = self.owned.get(m["customer"], 0) - quantity

class Hold:
    ended, claimed, payment, pay_until = False, False, None, None
    def __init__(self, made, end, price, entry, line):
        self.made, self.end, self.price, self.entry, self.line = made, end, price, entry, line

class Line:
    def __init__(self, opened, start, end):
        self.opened, self.start, self.end, self.size, self.known = opened, start, end, start, start
        self.entries, self.customers, self.seq, self.state, self.closed, self.seal = {}, set(), 0, "opened", None, None
        self.places, self.front, self.served, self.commit, self.root, self.seed = [], 0, False, None, None, None
        self.tempo, self.claim_time = "live" if opened["mode"] == "queue" else "calm", seconds(opened["claimSeconds"]) if "claimSeconds" in opened else None
        self.moves, self.unanswered, self.taken, self.reached, self.told_seed = [], {}, set(), [], None
    def order(self, seed=None):
        """Places by ticket for those of the draw, then in the log's order for each later `joined` and each `missed`."""
        drawn, later = [], []
        for entry in self.entries.values():
            entry.ticket = sha256_hex(f"stampede.ticket/v1\n{seed}\n{entry.name}\n") if entry.joined < self.size else None
            later += [(position, entry) for position in [entry.joined] + entry.missed if position >= self.size]
            if entry.ticket and all(position >= self.size for position, *_ in entry.left): drawn.append((-1, entry))
        order = sorted(drawn, key=lambda pair: pair[1].ticket) + sorted(later, key=lambda pair: pair[0])
        self.places, self.served = [(place, since, entry) for place, (since, entry) in enumerate(order, 1)], True
        for place, since, entry in self.places: entry.places.append((since, place))

class Entry:
    """One who stands in the line. What the log says of it is kept with its position, so that it can be asked as of any `known` lines."""
    def __init__(self, joined, position, line):
        self.name, self.customer, self.at, self.joined, self.line = joined["entry"], joined["customer"], joined["at"], position, line
        self.wishes, self.missed, self.left, self.places = [(position, joined["preferences"], joined["quantity"])], [], [], []
        self.declined, self.holding, self.out, self.needs_missed, self.ticket = [], False, False, 0, None
        self.skipped, self.unanswered = set(), False
    def place(self, known): return max((place for since, place in self.places if since < known), default=None)
    def wish(self, known):
        _, preferences, quantity = [wish for wish in self.wishes if wish[0] < known][-1]
        for variant in self.declined:                    # after a declined offer it waits for what it likes better
            preferences = preferences[:preferences.index(variant)] if variant in preferences else preferences
        return preferences, quantity
    def missed_within(self, known, line): return sum(line.size <= position < known for position in self.missed)
    def waits(self, known, line):
        left = self.out or self.place(known) in self.skipped or any(position < known for position, *_ in self.left)
        return not (self.holding or left) and self.missed_within(known, line) >= self.needs_missed
    def is_gone(self, line):                             # whatever comes, it does not wait again
        return self.out or any(position < line.known for position, *_ in self.left) or self.needs_missed > len(self.missed)
    def has_withdrawn(self, at): return any(m["kind"] == "withdrawn" and m["at"] <= at for _, m, _ in self.left)
    def has_left(self, known, at): return any(position < known or m["at"] <= at for position, m, _ in self.left)
    def offer_ended(self, bought, keeps_place, made, line):
        self.holding, self.out = False, self.out or bought
        if keeps_place:
            self.declined.append(made["variant"])
            line.taken.discard(self.place(line.known))
        elif not bought:                                 # it waits again only by a `missed` that was not known before
            self.needs_missed = self.missed_within(line.known, line) + 1

def receipt_code(ledger, log):
    bought, returned, live, unserved, entry, holds = set(), set(), {}, None, None, 0
    for m in ledger:
        if m["kind"] in ("reserved", "offered", "claimed"):
            live[m["reservation"]] = "offer_not_claimed" if "claimBy" in m else "not_bought" if m["kind"] == "reserved" else "offer_not_paid"
            holds += 1
        elif m["kind"] == "purchased":
            live.pop(m["reservation"], None)
            bought.add(m["purchase"])
        elif m["kind"] == "returned": returned.add(m["purchase"])
        elif m["kind"] in ("cancelled", "expired"): unserved = live.pop(m["reservation"], unserved)
    for m in log: entry = {"joined": "waiting", "withdrawn": "withdrew", "excluded": "excluded"}.get(m["kind"], entry)
    if bought - returned: return "bought"
    if live: return "holding"
    if bought: return "returned"
    if entry in ("excluded", "withdrew"): return entry
    if unserved not in (None, "not_bought"): return unserved
    return entry or ("not_bought" if holds else None)

def main(arguments):
    options = dict(zip(arguments[1::2], arguments[2::2]))
    if len(arguments) not in (1, 3, 5) or len(options) * 2 != len(arguments) - 1 or options.keys() - {"--entry", "--receipt"}: sys.exit(__doc__)
    v = Verifier()
    if "--receipt" in options: v.read_receipt(options["--receipt"])
    v.verify(arguments[0])
    if v.header:
        print(f"Drop {v.header['drop']['id']}: {len(v.ledger)} movements, {len(v.log)} lines of the log, {v.checkpoints} checkpoints")
        print(f"  root of the ledger {v.trees['ledger'].root().hex()}\n  root of the log    {v.trees['line'].root().hex()}")
        for key in v.header["keys"]: print(f"  key of {key['shop']} from {key['from']}, fingerprint {sha256(base64_of(key['publicKey'])).hex()}")
    for line in v.lines:
        tickets = sum(entry.ticket is not None for entry in line.entries.values())
        print(f"Line {line.opened['line']} ({line.opened['mode']}): {len(line.entries)} entries, {tickets} tickets, {len(line.places)} places")
        if line.seal: print(f"  commit {line.commit}\n  root   {line.root} of {line.seal['size']} lines\n  seed   {line.seed}")
        entry = line.entries.get(options.get("--entry"))
        if entry: print(f"  entry {entry.name}: ticket {entry.ticket or 'none, it came later'}, places {[place for _, place in entry.places]}")
    for line, code, words in sorted(v.findings): print(f"line {line}: {code}" + (f": {words}" if words else ""))
    if v.receipt and not v.findings: print(f"The receipt is of this file: {v.receipt['code']}, {len(v.receipt['lines'])} lines.")
    if not v.findings: print("All is right" + (": nobody was passed over." if v.lines else "."))
    print(NOT_PROVED)
    if any(line.opened.get("beacon") == {"kind": "none"} for line in v.lines): print("Nor, with beacon `none`: that the shop did not choose the last entry.")
    return 1 if v.findings else 0

if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
