using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Stampede.Proof.Tests;

/// <summary>A proof file with one thing wrong in it.</summary>
/// <param name="Name">Of the vector's file.</param>
/// <param name="Code">The finding that must name it.</param>
/// <param name="Lines">Of the file, each with its line end.</param>
internal sealed record Damage(string Name, string Code, Func<string[]> Lines);

/// <summary>What a shop, or whoever had the file in between, could do.</summary>
internal static class Damages
{
    public static readonly IReadOnlyList<Damage> All =
    [
        // By somebody who has no key: the file after it was signed.
        File("line-left-out", "version_gap", lines => [.. lines.Where((_, at) => at != Movement(lines, "reserved"))]),
        File("lines-swapped", "version_gap", lines => Swapped(lines, Movement(lines, "reserved"))),
        File("byte-changed", "ledger_root_differs", lines => Replaced(lines, Movement(lines, "adjusted"), "A pallet more", "A pallet less")),
        File("not-json", "line_not_json", lines => Replaced(lines, Movement(lines, "adjusted"), "\"reason\":", "\"reason\"")),
        File("not-canonical", "line_not_canonical", lines => Replaced(lines, Movement(lines, "adjusted"), "\",\"kind\"", "\", \"kind\"")),
        File("field-missing", "line_malformed", lines => Replaced(lines, Movement(lines, "adjusted"), "\"units\"", "\"units0\"")),
        File("truncated", "file_truncated", lines => lines[..^1]),
        File("cut-short", "ledger_not_covered", lines => lines[..(Movement(lines, "ended"))]),
        File("continued", "file_continues", lines => [.. lines, lines[^2]]),
        File("header-lost", "header_missing", lines => lines[1..]),
        File("strange-line", "line_unexpected", lines => [lines[0], "{\"hello\":\"world\"}\n", .. lines[1..]]),
        File("summary-wrong", "summary_differs", lines => Replaced(lines, lines.Length - 2, "\"checkpoints\":", "\"checkpoints\":1")),
        File("header-changed", "file_signature_invalid", lines => Replaced(lines, 0, "Air One", "Air Two")),
        File("note-garbled", "checkpoint_malformed", lines => Replaced(lines, Last(lines, "\"checkpoint\""), "/ledger\\n", "/ledger\\n\\n")),
        File("signature-changed", "checkpoint_signature_invalid", lines => ChangedSignature(lines)),
        File("other-key", "checkpoint_unsigned", lines => [.. lines.Select(line => line.Replace(ProofFileBuilder.Key.Public.Base64, new ProofSigningKey(new byte[32]).Public.Base64, StringComparison.Ordinal))]),

        // By the shop itself: everything is signed.
        Open("other-drop-signed", "checkpoint_foreign", drop => drop.Signing = (_, checkpoint) => checkpoint with { Origin = "shop.example/drops/other/ledger" }),
        Open("other-root-signed", "ledger_root_differs", drop => drop.Signing = (_, checkpoint) => checkpoint with { Root = Merkle.EmptyRoot }),
        Open("other-size-signed", "checkpoint_misplaced", drop => drop.Signing = (_, checkpoint) => checkpoint with { Size = checkpoint.Size - 1 }),
        Open("end-not-signed", "ledger_not_covered", drop => drop.SignsLast = false),
        Open("key-out-of-use", "key_not_valid", drop => drop.Signer = ProofFileBuilder.OldKey),
        Open("movement-left-out", "version_gap", drop => drop.Ledger.Remove(First(drop, "returned"))),
        Open("time-falls", "time_falls", drop => First(drop, "paused")["at"] = CanonicalTime.Text(ProofFileBuilder.Begin)),
        Open("not-created", "created_missing", drop => drop.Ledger[0]["kind"] = "opened"),
        Open("of-another-drop", "drop_differs", drop => drop.Ledger[0]["drop"] = Guid.Empty.ToString()),
        Open("unknown-kind", "kind_unknown", drop => First(drop, "paused")["kind"] = "gifted"),
        Open("oversold", "oversold", drop => Variants(drop).ForEach(variant => variant["units"] = 1)),
        Open("total-raised-afterwards", "oversold", drop => First(drop, "adjusted")["units"] = -9),
        Open("unknown-variant", "variant_unknown", drop => First(drop, "adjusted")["variant"] = Guid.Empty.ToString()),
        Open("returned-unbought", "return_unknown", drop => First(drop, "returned")["purchase"] = Guid.Empty.ToString()),
        Open("returned-twice", "return_twice", drop => Again(drop, "returned")),
        Open("returned-something-else", "return_differs", drop => First(drop, "returned")["quantity"] = 2),
        Open("reserved-twice", "hold_twice", drop => Again(drop, "reserved")),
        Open("bought-twice", "hold_not_live", drop => Again(drop, "purchased")),
        Open("bought-by-another", "hold_differs", drop => First(drop, "purchased")["customer"] = new string('0', 32)),
        Open("longer-hold", "hold_time_differs", drop => Later(First(drop, "reserved"), "expiresAt", 60)),
        Open("bought-too-late", "bought_too_late", drop => From(drop, "purchased", 3600)),
        Open("expired-too-early", "expired_too_early", drop => First(drop, "expired")["at"] = Before(drop, First(drop, "expired"))["at"]!.DeepClone()),
        Open("cancelled-too-late", "cancelled_too_late", drop => First(drop, "expired")["kind"] = "cancelled"),
        Open("extended-twice", "extended_twice", drop => Later(drop.Ledger[drop.Ledger.IndexOf(First(drop, "unpaid")) + 1], "payUntil", 1)),
        Open("extended-too-long", "extended_too_long", drop => Later(First(drop, "paying"), "payUntil", 1)),
        Open("reserved-before-the-start", "reserved_not_live", drop => First(drop, "opened")["kind"] = "paused"),
        Open("price-raised", "price_differs", drop => First(drop, "purchased")["price"]!["amountMinor"] = 29_900),
        Open("not-paid", "payment_missing", drop => First(drop, "purchased").Remove("payment")),
        Open("paid-otherwise", "payment_differs", drop => First(drop, "purchased")["payment"] = Guid.Empty.ToString()),
        Open("purchase-twice", "purchase_twice", drop => Every(drop, "purchased", line => line["purchase"] = First(drop, "purchased")["purchase"]!.DeepClone())),
        Open("sizes-changed-when-published", "changed_when_published", drop => Last(drop, "changed")["change"]!["payment"] = "required"),
        Open("limit-exceeded", "limit_exceeded", drop => drop.Ledger[0]["limitPerCustomer"] = 0),

        // By the shop, to the line.
        Line("log-line-left-out", "log_gap", drop => drop.Log.RemoveAt(3)),
        Line("log-time-falls", "log_time_falls", drop => drop.Log[4]["at"] = CanonicalTime.Text(ProofFileBuilder.Begin)),
        Line("log-root-signed-of-another", "log_root_differs", drop => drop.Signing = (tree, checkpoint) => tree == "line" ? checkpoint with { Root = Merkle.EmptyRoot } : checkpoint),
        Line("number-taken-away", "seq_gap", drop => drop.Log[3]["seq"] = 40),
        Line("customer-twice", "customer_twice", drop => drop.Log[3]["customer"] = drop.Log[2]["customer"]!.DeepClone()),
        Line("entry-twice", "entry_twice", drop => drop.Log[3]["entry"] = drop.Log[2]["entry"]!.DeepClone()),
        Line("stranger-withdrawn", "entry_unknown", drop => FirstLog(drop, "withdrawn")["entry"] = new string('0', 32)),
        Line("drawn-without-seal", "line_out_of_order", drop => First(drop, "line_sealed")["kind"] = "line_closed"),
        Line("secret-bound-late", "opened_late", drop => drop.Log[0]["at"] = CanonicalTime.Text(ProofFileBuilder.Begin)),
        Line("entered-after-the-close", "entry_after_close", drop => First(drop, "line_closed")["at"] = Before(drop, First(drop, "line_closed"))["at"]!.DeepClone()),
        Line("other-secret", "commit_differs", drop => First(drop, "line_sealed")["secret"] = new string('0', 64)),
        Line("root-of-another-list", "seal_root_differs", drop => First(drop, "line_sealed")["root"] = new string('0', 64)),
        Line("entries-added-after-the-seal", "seal_root_differs", drop => Add(First(drop, "line_sealed"), "size", 1)),
        Line("seal-of-more-than-there-is", "seal_size_wrong", drop => First(drop, "line_sealed")["size"] = 1_000),
        Line("beacon-of-another-round", "beacon_differs", drop => Beacon(drop, beacon => beacon.Replace("/drand/", "/", StringComparison.Ordinal).Replace("e971/", "e971/1", StringComparison.Ordinal))),
        Line("beacon-not-as-signed", "beacon_invalid", drop => First(drop, "line_drawn")["signature"] = "00"),
        Line("beacon-known-at-the-seal", "beacon_too_early", drop => KnownBeacon(drop)),
        Line("other-seed", "seed_differs", drop => First(drop, "line_drawn")["seed"] = new string('0', 64)),
        Line("offered-before-the-draw", "offered_before_draw", drop => First(drop, "line_drawn")["kind"] = "line_paced"),
        Line("offered-to-a-stranger", "offer_unknown", drop => First(drop, "offered")["entry"] = new string('0', 32)),
        Line("offered-to-the-excluded", "offer_not_waiting", drop => First(drop, "offered")["entry"] = FirstLog(drop, "excluded")["entry"]!.DeepClone()),
        Line("offered-more-than-asked", "offer_differs", drop => First(drop, "offered")["customer"] = new string('0', 32)),
        Line("offer-that-knew-the-future", "offer_log_wrong", drop => First(drop, "offered")["log"] = 1_000),
        Line("place-sold", "place_differs", drop => Add(First(drop, "offered"), "place", 1)),
        Line("first-in-line-passed-over", "passed_over", drop => SwapOffers(drop)),
        Line("reserved-past-the-line", "walkup_before_line", drop => WalkUp(drop)),
        Line("claimed-too-late", "claimed_too_late", drop => From(drop, "claimed", ClaimSeconds)),
        Line("claimed-twice", "claimed_twice", drop => Again(drop, "claimed")),
        Line("moved-without-an-offer", "missed_unfounded", drop => AddMissed(drop, (string)FirstLog(drop, "withdrawn")["entry"]!)),
        Line("another-moved-to-the-end", "missed_unfounded", drop => FirstLog(drop, "missed")["entry"] = drop.Log[0]["entry"]!.DeepClone()),
        Line("moved-twice", "missed_twice", drop => AddMissed(drop, (string)FirstLog(drop, "missed")["entry"]!)),
        Line("second-turn-taken-away", "missed_lacking", drop => ForgetMissed(drop)),
        Line("shorter-offer", "offer_time_differs", drop => Later(First(drop, "offered"), "claimBy", -1)),
        By("line-shorter-offer-than-the-first", "offer_time_differs", () => DropModel.Drawn(tellsTimes: false), drop => Later(Offer(drop, 1), "claimBy", -1)),
        Line("offer-of-the-other-tempo", "offer_time_differs", drop => Rename(First(drop, "offered"), "claimBy", "payBy")),
        By("draw-letter-with-less-time", "offer_time_differs", () => DropModel.Drawn(mode: "draw"), drop => Later(Offer(drop, 1), "payBy", -73_000)),
        By("draw-letter-with-more-time", "offer_time_differs", () => DropModel.Drawn(mode: "draw"), drop => Later(Offer(drop, 1), "payBy", 86_400)),
        Line("skipped-where-nobody-stands", "skip_differs", drop => Add(First(drop, "skipped"), "place", 100)),
        Line("skipped-who-stands-elsewhere", "skip_differs", drop => First(drop, "skipped")["entry"] = First(drop, "offered")["entry"]!.DeepClone()),
        Line("skipped-twice", "skip_not_waiting", drop => Again(drop, "skipped")),
        Line("skipped-for-no-reason", "skip_unfounded", drop => First(drop, "skipped").Remove("by")),
        Waitlist("skipped-below-the-limit", "skip_unfounded", drop => drop.Ledger[0]["limitPerCustomer"] = 3),
        Waitlist("offer-before-its-log", "offer_log_later", drop => drop.Log.ForEach(line => Later(line, "at", 3_600))),
        Waitlist("excluded-while-serving", "excluded_after_seal", drop => Exclude(drop)),
        Waitlist("offer-of-an-old-order", "offer_stale", drop => StaleOffer(drop)),
        Waitlist("worse-size-offered", "preference_ignored", drop => Prefer(drop)),
    ];

    private const int ClaimSeconds = 30;

    private static Damage File(string name, string code, Func<string[], string[]> damage) => new($"file-{name}", code, () => damage(DropModel.Open().Lines()));

    private static Damage Open(string name, string code, Action<ProofFileBuilder> damage) => By($"open-{name}", code, () => DropModel.Open(), damage);

    private static Damage Line(string name, string code, Action<ProofFileBuilder> damage) => By($"line-{name}", code, () => DropModel.Drawn(), damage);

    private static Damage Waitlist(string name, string code, Action<ProofFileBuilder> damage) => By($"waitlist-{name}", code, () => DropModel.Waitlist(), damage);

    private static Damage By(string name, string code, Func<ProofFileBuilder> make, Action<ProofFileBuilder> damage) => new(name, code, () =>
    {
        var drop = make();
        damage(drop);
        return drop.Lines();
    });

    private static int Movement(string[] lines, string kind) => Array.FindIndex(lines, line => line.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal));

    private static int Last(string[] lines, string part) => Array.FindLastIndex(lines, line => line.Contains(part, StringComparison.Ordinal));

    private static string[] Replaced(string[] lines, int at, string old, string by)
    {
        lines[at].ShouldContain(old);
        return [.. lines.Select((line, i) => i == at ? line.Replace(old, by, StringComparison.Ordinal) : line)];
    }

    private static string[] Swapped(string[] lines, int at)
    {
        (lines[at], lines[at + 1]) = (lines[at + 1], lines[at]);
        return lines;
    }

    private static string[] ChangedSignature(string[] lines)
    {
        var at = Last(lines, "\"checkpoint\"");
        // The last digit but three of the base64: in the middle of the signature's last bytes.
        var digit = lines[at].IndexOf("\\n\",\"tree\"", StringComparison.Ordinal) - 5;
        lines[at] = $"{lines[at][..digit]}{(lines[at][digit] == 'A' ? 'B' : 'A')}{lines[at][(digit + 1)..]}";
        return lines;
    }

    private static JsonObject First(ProofFileBuilder drop, string kind) => drop.Ledger.First(line => (string)line["kind"]! == kind);

    private static JsonObject Last(ProofFileBuilder drop, string kind) => drop.Ledger.Last(line => (string)line["kind"]! == kind);

    private static JsonObject Offer(ProofFileBuilder drop, int at) => drop.Ledger.Where(line => (string)line["kind"]! == "offered").ElementAt(at);

    private static void Rename(JsonObject line, string from, string to)
    {
        line[to] = line[from]!.DeepClone();
        line.Remove(from);
    }

    private static void AddMissed(ProofFileBuilder drop, string entry) => drop.Log.Add(new JsonObject
    {
        ["at"] = CanonicalTime.Text(ProofFileBuilder.TimeOf(drop.Log[^1]).AddSeconds(1)),
        ["entry"] = entry,
        ["index"] = drop.Log.Count,
        ["kind"] = "missed",
    });

    /// <summary>The last who missed an offer is not in line again, and is not served any more; what follows does so a minute later.</summary>
    private static void ForgetMissed(ProofFileBuilder drop)
    {
        var missed = drop.Log.Last(line => (string)line["kind"]! == "missed");
        var index = drop.Log.IndexOf(missed);
        drop.Log.Remove(missed);
        foreach (var (at, line) in drop.Log.Index())
            line["index"] = at;
        foreach (var offer in drop.Ledger.Where(line => (string)line["kind"]! == "offered" && (long)line["log"]! > index))
            offer["log"] = (long)offer["log"]! - 1;
        foreach (var line in drop.Ledger.SkipWhile(line => (string)line["kind"]! != "line_paced"))
        {
            foreach (var field in new[] { "at", "claimBy", "expiresAt", "payBy" }.Where(line.ContainsKey))
                Later(line, field, 60);
        }
    }

    private static JsonObject FirstLog(ProofFileBuilder drop, string kind) => drop.Log.First(line => (string)line["kind"]! == kind);

    private static JsonObject Before(ProofFileBuilder drop, JsonObject line) => drop.Ledger[drop.Ledger.IndexOf(line) - 1];

    private static List<JsonObject> Variants(ProofFileBuilder drop) => [.. (drop.Ledger[1]["change"]?["variants"] ?? drop.Ledger[0]["variants"])!.AsArray().Select(variant => variant!.AsObject())];

    private static void Every(ProofFileBuilder drop, string kind, Action<JsonObject> change) => drop.Ledger.Where(line => (string)line["kind"]! == kind).ToList().ForEach(change);

    private static void Add(JsonObject line, string field, int added) => line[field] = (int)line[field]! + added;

    private static void Later(JsonObject line, string field, double seconds) => line[field] = CanonicalTime.Text(ProofFileBuilder.TimeOf(line, field).AddSeconds(seconds));

    /// <summary>That movement and all after it happen later.</summary>
    private static void From(ProofFileBuilder drop, string kind, double seconds)
    {
        foreach (var line in drop.Ledger.SkipWhile(line => (string)line["kind"]! != kind))
            Later(line, "at", seconds);
    }

    private static void Again(ProofFileBuilder drop, string kind)
    {
        var at = drop.Ledger.IndexOf(First(drop, kind));
        drop.Ledger.Insert(at + 1, drop.Ledger[at].DeepClone().AsObject());
        Renumber(drop);
    }

    private static void Renumber(ProofFileBuilder drop)
    {
        foreach (var (at, line) in drop.Ledger.Index())
            line["version"] = at + 1;
    }

    private static void Beacon(ProofFileBuilder drop, Func<string, string> change) => First(drop, "line_drawn")["beacon"] = change((string)First(drop, "line_drawn")["beacon"]!);

    /// <summary>The seal waits for a number of an hour ago, and all that follows is made of it.</summary>
    private static void KnownBeacon(ProofFileBuilder drop)
    {
        var (seal, drawn) = (First(drop, "line_sealed"), First(drop, "line_drawn"));
        var parts = ((string)seal["beacon"]!).Split('/');
        seal["beacon"] = $"drand/{parts[1]}/{long.Parse(parts[2], null) - 1_200}";
        drawn["beacon"] = $"{(string)seal["beacon"]!}/{Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString((string)drawn["signature"]!)))}";
    }

    /// <summary>The first two offers change their people, as if the second had been first.</summary>
    private static void SwapOffers(ProofFileBuilder drop)
    {
        var offers = drop.Ledger.Where(line => (string)line["kind"]! == "offered").ToList();
        var second = offers.Skip(1).First(line => (string)line["variant"]! == (string)offers[0]["variant"]! && (int)line["quantity"]! == (int)offers[0]["quantity"]!);
        foreach (var field in new[] { "customer", "entry", "place" })
            (offers[0][field], second[field]) = (second[field]!.DeepClone(), offers[0][field]!.DeepClone());
    }

    /// <summary>Somebody who is in no line takes the unit of the first offer.</summary>
    private static void WalkUp(ProofFileBuilder drop)
    {
        var offer = First(drop, "offered");
        offer["kind"] = "reserved";
        offer["customer"] = new string('0', 32);
        offer["expiresAt"] = CanonicalTime.Text(ProofFileBuilder.TimeOf(offer).AddSeconds(60));
        foreach (var field in new[] { "claimBy", "entry", "log", "place" })
            offer.Remove(field);
    }

    private static void StaleOffer(ProofFileBuilder drop)
    {
        foreach (var line in drop.Ledger.SkipWhile(line => (string)line["kind"]! != "adjusted"))
        {
            foreach (var field in new[] { "at", "claimBy", "expiresAt", "payBy" }.Where(line.ContainsKey))
                Later(line, field, 10);
        }

        First(drop, "offered")["log"] = 1;
    }

    private static void Exclude(ProofFileBuilder drop)
    {
        var last = drop.Log.Last(line => (string)line["kind"]! == "joined");
        drop.Log.Insert(drop.Log.IndexOf(last) + 1, new JsonObject
        {
            ["at"] = (string)last["at"]!,
            ["entry"] = (string)last["entry"]!,
            ["index"] = 0,
            ["kind"] = "excluded",
            ["reason"] = "We do not like them.",
        });
        foreach (var (at, line) in drop.Log.Index())
            line["index"] = at;
        Every(drop, "offered", line => line["log"] = drop.Log.Count);
    }

    /// <summary>They would rather have a size that nobody has taken.</summary>
    private static void Prefer(ProofFileBuilder drop)
    {
        var better = new Guid(SHA256.HashData("another size"u8)[..16]).ToString();
        drop.Ledger[0]["variants"]!.AsArray().Add(new JsonObject { ["id"] = better, ["label"] = "EU 50", ["units"] = 9 });
        var entry = (string)First(drop, "offered")["entry"]!;
        drop.Log.First(line => (string)line["entry"]! == entry)["preferences"]!.AsArray().Insert(0, better);
    }
}
