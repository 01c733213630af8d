using System.Globalization;
using System.Security.Cryptography;

namespace Stampede.Proof;

/// <summary>
/// The line of a drop: its log, its draw, and that everybody is served in turn. The log is read whole before the ledger; each offer says
/// how many lines of it were known when it was decided, and is judged by these.
/// </summary>
internal sealed class LineCheck(ProofFindings findings, TreeCheck log)
{
    /// <summary>What was written so long before an offer must have been known to it.</summary>
    private static readonly TimeSpan KnownAfter = TimeSpan.FromSeconds(5);

    /// <summary>Who did not answer the first offer is at the end of the line so long after, for every offer that is made then.</summary>
    private static readonly TimeSpan MovedAfter = TimeSpan.FromSeconds(60);

    /// <summary>The reason of a place that the server passed over by itself.</summary>
    private const string LimitReached = "limit_reached";

    /// <summary>A beacon's number must be published so long after the seal.</summary>
    private static readonly TimeSpan BeaconDelay = TimeSpan.FromSeconds(30);

    // drand's quicknet: the chain, its first round's time, and its period.
    private const string Quicknet = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
    private const long QuicknetGenesis = 1_692_803_367;
    private const int QuicknetPeriod = 3;

    private readonly List<LogLine> lines = [];
    private readonly Dictionary<string, DateTimeOffset> left = [];
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Dictionary<Guid, Entry> offers = [];
    private readonly Dictionary<(Guid Variant, int Quantity), PriorityQueue<Entry, int>> waiting = [];
    private readonly HashSet<string> customers = [];
    private readonly HashSet<long> taken = [];
    private readonly Queue<(DateTimeOffset At, Entry Entry)> unanswered = new();
    private readonly Dictionary<string, LogLine> joinedAhead = [];
    private readonly List<Order> orders = [];

    private Phase phase = Phase.None;
    private int applied;

    // Places are given by the log alone, so they are known before the offers that know of them.
    private int ahead;
    private long lastSeq;
    private int places;
    private int shuffled;
    private long offered;
    private string mode = "";
    private long number;
    private byte[] commit = [];
    private byte[] root = [];
    private byte[] secret = [];
    private long sealSize;
    private string awaited = "";
    private DateTimeOffset openedAt;
    private DateTimeOffset? closedAt;
    private DateTimeOffset sealedAt;
    private string beacon = "";
    private string beaconRule = "";
    private string tempo = "";
    private TimeSpan? claimTime;
    private TimeSpan? payTime;
    private TimeSpan quietMax;

    private enum Phase
    {
        None,
        Gathering,
        Closed,
        Sealed,
        Serving,
        Over,
    }

    /// <summary>How an offer ended.</summary>
    public enum End
    {
        Bought,

        /// <summary>Its time was over, and nobody had said yes to it.</summary>
        Unanswered,

        /// <summary>Its time to pay was over.</summary>
        Unpaid,
        Declined,

        /// <summary>Declined, to wait for what they would rather have.</summary>
        KeepsPlace,
    }

    public Guid Drop { get; set; }

    public bool IsThere => lines.Count > 0 || phase != Phase.None;

    public IReadOnlyList<string> NotProven() => beacon switch
    {
        "none" => ["That the shop did not choose the last entry so that the order pleased it: this line had no beacon."],
        _ when beacon.StartsWith("drand/", StringComparison.Ordinal) => ["That drand signed the beacon's number: its BLS signature is not verified here. Any client of drand does."],
        "" => [],
        _ => ["That the number which was declared beforehand came out as the shop says: look it up where it was published."],
    };

    public string ToldDraw() => ProofVerifier.Told(
        $"{lines.Count} lines of the log; {shuffled} entries in the order that seed, secret and beacon give{(beacon.Length > 0 ? $" (beacon: {beacon})" : "")}");

    public string ToldLine() => ProofVerifier.Told($"{offered} offers, each to the first in line who wanted what was free");

    public void ReadLog(LineFields fields)
    {
        var (index, at, kind, id) = (fields.Whole("index"), fields.Time("at"), fields.Text("kind"), fields.Text("entry"));
        if (index != lines.Count)
            findings.Add("log_gap", $"After {lines.Count} lines of the log comes the one with index {index}.");
        if (lines.Count > 0 && at < lines[^1].At)
            findings.Add("log_time_falls", $"Line {index} of the log is earlier than the one before it.");
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower))
            throw new InvalidDataException("Its entry is not as it should be.");
        var read = kind switch
        {
            "joined" => new LogLine(LogKind.Joined, at, id)
            {
                Customer = fields.Text("customer"),
                Seq = fields.Whole("seq"),
                Preferences = fields.Ids("preferences"),
                Quantity = checked((int)fields.Whole("quantity")),
            },
            "changed" => new LogLine(LogKind.Changed, at, id) { Preferences = fields.Ids("preferences"), Quantity = checked((int?)fields.WholeIfAny("quantity")) },
            "withdrawn" => new LogLine(LogKind.Withdrawn, at, id),
            "excluded" => new LogLine(LogKind.Excluded, at, id) { Reason = fields.Text("reason") },
            "missed" => new LogLine(LogKind.Missed, at, id),
            _ => throw new InvalidDataException($"Nobody knows a line '{kind}' of the log."),
        };
        if (read.Kind is LogKind.Withdrawn or LogKind.Excluded)
            left[id] = at;
        lines.Add(read);
    }

    /// <param name="mayOwn">Whether a customer may own so many more.</param>
    public void Read(string kind, DateTimeOffset at, LineFields fields, Func<string, int, bool> mayOwn)
    {
        var isInOrder = kind switch
        {
            // Its rules are given anew as long as nobody has joined.
            "line_opened" => phase is Phase.None or Phase.Over || number == fields.Whole("line") && applied == 0 && phase is Phase.Gathering or Phase.Serving,
            "line_closed" => phase == Phase.Gathering,
            "line_sealed" => phase is Phase.Gathering or Phase.Closed,
            "line_drawn" => phase == Phase.Sealed,
            "line_listed" or "skipped" => phase == Phase.Serving,
            _ => phase is not (Phase.None or Phase.Over),
        };
        if (!isInOrder)
            findings.Add("line_out_of_order", $"{kind} does not follow where the line was.");
        switch (kind)
        {
            case "line_opened":
                Open(at, fields);
                break;
            case "line_closed":
                (phase, closedAt) = (Phase.Closed, at);
                break;
            case "line_sealed":
                Seal(at, fields);
                break;
            case "line_drawn":
                Draw(fields);
                break;
            case "skipped":
                Skip(at, fields, mayOwn);
                break;
            case "line_paced":
                tempo = fields.TextIfAny("tempo") ?? tempo;
                break;
            case "line_finished" or "line_cancelled":
                phase = Phase.Over;
                break;
        }
    }

    /// <param name="freeOf">What is free of a variant, before the offer.</param>
    /// <param name="hasRoom">Whether a customer may have so many more.</param>
    public void Offered(DateTimeOffset at, LineFields fields, Func<Guid, int> freeOf, Func<string, int, bool> hasRoom)
    {
        offered++;
        var (variant, quantity, id, known) = (fields.Id("variant"), checked((int)fields.Whole("quantity")), fields.Text("entry"), fields.Whole("log"));
        if (phase != Phase.Serving)
        {
            findings.Add("offered_before_draw", $"Entry {id} is offered something, and the line is not being served.");
            return;
        }

        if (known < applied || known > lines.Count)
            findings.Add("offer_log_wrong", $"The offer to {id} says that {known} lines of the log were known; {applied} were known before it, and there are {lines.Count}.");
        if (known < lines.Count && known >= 0 && lines[(int)known].At <= at - KnownAfter)
            findings.Add("offer_stale", $"The offer to {id} did not know line {known} of the log, which was {(at - lines[(int)known].At).TotalSeconds:0} s old.");
        if (known > 0 && known <= lines.Count && lines[(int)known - 1].At >= at + KnownAfter)
            findings.Add("offer_log_later", $"The offer to {id} knew line {known - 1} of the log, which was written {(lines[(int)known - 1].At - at).TotalSeconds:0} s later.");
        Apply((int)Math.Min(known, lines.Count));
        CheckMoved(at);
        if (FindEntry(id) is not { } entry)
            return;
        if (entry.State != EntryState.Waiting)
            findings.Add("offer_not_waiting", $"Entry {id} is offered something, and does not wait: {entry.State}.");
        var rank = entry.RankOf(variant);
        if (rank < 0 || entry.Quantity != quantity || entry.Customer != fields.Text("customer"))
            findings.Add("offer_differs", $"Entry {id} is offered what it does not ask for.");
        if (fields.Whole("place") != entry.Place)
            findings.Add("place_differs", $"Entry {id} has place {entry.Place}; its offer says {fields.Whole("place")}.");
        foreach (var better in entry.Preferences.Take(Math.Max(rank, 0)))
        {
            if (freeOf(better) >= quantity)
                findings.Add("preference_ignored", $"Entry {id} would rather have had {better}, which was free.");
        }

        CheckTime(at, fields, id);
        if (FirstWaiting(variant, freeOf(variant), hasRoom, at, entry) is { } first && first.Place < entry.Place)
            findings.Add("passed_over", $"Place {first.Place} ({first.Id}) waited for {variant}, and place {entry.Place} was served.");
        entry.State = EntryState.Offered;
        entry.OfferedRank = Math.Max(rank, 0);
        taken.Add(entry.Place);
        orders[^1].Reach(fields.Whole("version"), entry.Place);
        offers[fields.Id("reservation")] = entry;
    }

    /// <summary>Somebody reserves who is not served out of the line.</summary>
    public void WalkUp(DateTimeOffset at, Guid variant, Func<Guid, int> freeOf, Func<string, int, bool> hasRoom)
    {
        if (phase is Phase.None or Phase.Over)
            return;
        var known = applied;
        while (known < lines.Count && lines[known].At <= at - KnownAfter)
            known++;
        if (phase == Phase.Serving)
            Apply(known);
        if (phase != Phase.Serving || FirstWaiting(variant, freeOf(variant), hasRoom, at, null) is not null)
            findings.Add("walkup_before_line", $"{variant} was reserved past the line.");
    }

    public void Ended(Guid reservation, End how, DateTimeOffset at)
    {
        if (!offers.Remove(reservation, out var entry))
            return;
        entry.State = how switch
        {
            End.Bought => EntryState.Served,
            End.Unanswered or End.Unpaid => EntryState.Missed,
            End.Declined => EntryState.Out,
            End.KeepsPlace => EntryState.Waiting,
        };
        if (how == End.Unanswered && !entry.IsUnanswered)
        {
            entry.IsUnanswered = true;
            unanswered.Enqueue((at, entry));
        }

        if (how != End.KeepsPlace)
            return;
        taken.Remove(entry.Place);
        entry.Preferences = [.. entry.Preferences.Take(entry.OfferedRank)];
        Wait(entry);
    }

    /// <summary>Once, after the last line: what no offer has known.</summary>
    public void Finish()
    {
        if (phase != Phase.None)
            ReadRest(lines.Count);
    }

    /// <summary>A receipt's place, ticket and code, by the order that this file gives.</summary>
    /// <param name="ids">Its entries.</param>
    /// <param name="version">Of the drop, when the receipt was signed.</param>
    public void CheckReceipt(ProofReceipt receipt, IReadOnlySet<string> ids, long version)
    {
        if (receipt.Ticket is { } ticket && !orders.Any(order => order.Seed is { } seed && ids.Any(id => Convert.ToHexStringLower(LineOrder.Ticket(seed, id)) == ticket)))
            findings.Add("receipt_ticket_differs", "The receipt's ticket is not the one that the seed gives to its entry.");
        if (receipt.Place is not { } place)
            return;
        if (orders.FirstOrDefault(order => place >= 1 && place <= order.Placed.Count && ids.Contains(order.Placed[(int)place - 1])) is not { } stood)
            findings.Add("receipt_place_differs", $"The receipt says place {place}, and its entry never had it.");
        else if (receipt.Code == "not_reached" && stood.ReachedAt(version) >= place || receipt.Code == "passed_sizes" && stood.ReachedAt(long.MaxValue) < place)
            findings.Add("receipt_sentence_wrong", $"The receipt says '{receipt.Code}'; the line was served up to place {stood.ReachedAt(version)}, and it stood at {place}.");
    }

    private void Open(DateTimeOffset at, LineFields fields)
    {
        var begin = checked((int)fields.Whole("log"));
        var quiet = fields.Has("quietHours") ? fields.Nested("quietHours") : (LineFields?)null;
        // A server of before did not tell its rule: then all have as long as the first.
        (claimTime, payTime) = (SecondsIfAny(fields, "claimSeconds"), SecondsIfAny(fields, "paySeconds"));
        quietMax = quiet is { } hours && payTime is { } pay ? QuietMax(pay, MinuteOf(hours.Text("from")), MinuteOf(hours.Text("to"))) : TimeSpan.Zero;
        if (phase != Phase.None)
            ReadRest(Math.Min(begin, lines.Count));
        entries.Clear();
        waiting.Clear();
        customers.Clear();
        offers.Clear();
        taken.Clear();
        unanswered.Clear();
        joinedAhead.Clear();
        orders.Add(new());
        (mode, number, openedAt) = (fields.Text("mode"), fields.Whole("line"), at);
        (closedAt, applied, lastSeq, places) = (null, begin, 0, 0);
        (ahead, tempo) = (begin, mode == "queue" ? "live" : "calm");
        if (applied > lines.Count)
            findings.Add("line_out_of_order", $"The line begins after {applied} lines of the log; it has {lines.Count}.");
        if (applied < lines.Count && lines[applied].At < at)
            findings.Add("opened_late", "Somebody was in the line before its secret was bound.");
        phase = mode == "waitlist" ? Phase.Serving : Phase.Gathering;
        if (mode == "waitlist")
            return;
        commit = fields.Hex("commit", Merkle.HashBytes);
        var rule = fields.Nested("beacon");
        beaconRule = rule.Text("kind") switch
        {
            "none" => LineOrder.NoBeacon,
            "drand" => $"drand/{rule.Text("chain")}/",
            "declared" => $"declared/{rule.Text("what")}/",
            _ => throw new InvalidDataException("Its beacon is not as it should be."),
        };
    }

    private void Seal(DateTimeOffset at, LineFields fields)
    {
        (phase, sealedAt) = (Phase.Sealed, at);
        (sealSize, root, secret) = (fields.Whole("size"), fields.Hex("root", Merkle.HashBytes), fields.Hex("secret", Merkle.HashBytes));
        awaited = fields.TextIfAny("beacon") ?? "";
        if (!LineOrder.Commit(secret).AsSpan().SequenceEqual(commit))
            findings.Add("commit_differs", "The secret is not the one that was bound before the first entry.");
        if (sealSize < applied || sealSize > log.Leaves.Count)
        {
            findings.Add("seal_size_wrong", $"The seal is over {sealSize} lines of the log; there are {log.Leaves.Count}.");
            sealSize = Math.Clamp(sealSize, applied, log.Leaves.Count);
        }
        else if (!Merkle.Root(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(log.Leaves)[..(int)sealSize]).AsSpan().SequenceEqual(root))
        {
            findings.Add("seal_root_differs", $"The sealed root is not that of the first {sealSize} lines of the log.");
        }

        if (beaconRule.StartsWith("drand/", StringComparison.Ordinal))
            CheckRound();
    }

    /// <summary>The number that is waited for must not exist yet.</summary>
    private void CheckRound()
    {
        if (awaited.Split('/') is not ["drand", var chain, var text] || !awaited.StartsWith(beaconRule, StringComparison.Ordinal)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var round))
            findings.Add("beacon_differs", $"The seal waits for '{awaited}', and the line was opened for {beaconRule}.");
        else if (chain == Quicknet && DateTimeOffset.FromUnixTimeSeconds(QuicknetGenesis + QuicknetPeriod * (round - 1)) < sealedAt + BeaconDelay)
            findings.Add("beacon_too_early", $"Round {round} was, or could be, known when the line was sealed.");
    }

    private void Draw(LineFields fields)
    {
        phase = Phase.Serving;
        beacon = fields.Text("beacon");
        if (beaconRule == LineOrder.NoBeacon ? beacon != LineOrder.NoBeacon : !beacon.StartsWith(awaited.Length > 0 ? $"{awaited}/" : beaconRule, StringComparison.Ordinal) || beacon == beaconRule)
            findings.Add("beacon_differs", $"The order was made with '{beacon}'; the line was opened for {beaconRule}, and waited for '{awaited}'.");
        if (beacon.StartsWith("drand/", StringComparison.Ordinal)
            && !Convert.ToHexStringLower(SHA256.HashData(fields.Hex("signature", null))).AsSpan().SequenceEqual(beacon.AsSpan(beacon.LastIndexOf('/') + 1)))
            findings.Add("beacon_invalid", "The beacon's number is not the hash of its signature.");
        var seed = LineOrder.Seed(Drop, number, sealSize, root, secret, beacon);
        if (!seed.AsSpan().SequenceEqual(fields.Hex("seed", Merkle.HashBytes)))
            findings.Add("seed_differs", "The seed is not made of root, secret and beacon.");
        // By the seed that was published: one that is wrong is a finding of its own.
        Apply((int)sealSize);
        var order = LineOrder.Sort(fields.Hex("seed", Merkle.HashBytes), entries.Values.Where(entry => entry.State == EntryState.Waiting), entry => entry.Id);
        foreach (var entry in order)
        {
            entry.Place = ++places;
            orders[^1].Placed.Add(entry.Id);
            Wait(entry);
        }

        (shuffled, ahead) = (order.Length, (int)sealSize);
        orders[^1].Seed = fields.Hex("seed", Merkle.HashBytes);
    }

    /// <summary>Up to so many lines of the log.</summary>
    private void Apply(int size)
    {
        for (; applied < size; applied++)
        {
            var next = lines[applied];
            var isLate = phase == Phase.Serving && (mode == "waitlist" || applied >= sealSize);
            if (isLate && ahead == applied)
                LookAhead();
            if (next.Kind == LogKind.Joined)
            {
                Join(next, isLate);
                continue;
            }

            if (!entries.TryGetValue(next.Entry, out var entry))
            {
                findings.Add("entry_unknown", $"Line {applied} of the log is of an entry that has not joined.");
                continue;
            }

            switch (next.Kind)
            {
                case LogKind.Changed:
                    (entry.Preferences, entry.Quantity) = ([.. next.Preferences], next.Quantity ?? entry.Quantity);
                    if (entry is { Place: > 0, State: EntryState.Waiting })
                        Wait(entry);
                    break;
                case LogKind.Withdrawn or LogKind.Excluded:
                    if (next.Kind == LogKind.Excluded && isLate)
                        findings.Add("excluded_after_seal", $"Entry {entry.Id} was excluded after the seal.");
                    entry.HasLeft = true;
                    if (entry.State is EntryState.Waiting or EntryState.Missed)
                        entry.State = EntryState.Out;
                    break;
                case LogKind.Missed:
                    CheckMissed(entry);
                    // To the end of the line; who misses again has no line for it, and is out.
                    Place(entry);
                    break;
            }
        }
    }

    private void Join(LogLine joined, bool isLate)
    {
        Number(joined.Seq!.Value);
        if (!isLate && closedAt is { } closed && joined.At > closed)
            findings.Add("entry_after_close", $"Entry {joined.Entry} joined at {CanonicalTime.Text(joined.At)}, after the close, and is in the draw.");
        if (!customers.Add(joined.Customer!))
            findings.Add("customer_twice", $"Customer {joined.Customer} is in the line twice.");
        var entry = new Entry { Id = joined.Entry, Customer = joined.Customer!, Preferences = [.. joined.Preferences], Quantity = joined.Quantity ?? 1 };
        if (!entries.TryAdd(joined.Entry, entry))
        {
            findings.Add("entry_twice", $"Entry {joined.Entry} joined twice.");
            return;
        }

        if (isLate)
            Place(entry);
    }

    /// <summary>Behind everybody; the place may have been passed over before an offer knew of it.</summary>
    private void Place(Entry entry)
    {
        entry.Place = ++places;
        entry.State = taken.Contains(entry.Place) ? EntryState.Out : EntryState.Waiting;
        if (entry.State == EntryState.Waiting)
            Wait(entry);
    }

    private void CheckMissed(Entry entry)
    {
        if (entry.Misses++ > 0)
            findings.Add("missed_twice", $"Entry {entry.Id} goes to the end of the line a second time.");
        else if (!entry.IsUnanswered || entry.HasLeft)
            findings.Add("missed_unfounded", $"Entry {entry.Id} goes to the end of the line, and no offer to it was left unanswered.");
    }

    /// <summary>Who did not answer a first offer has another turn, at the end.</summary>
    private void CheckMoved(DateTimeOffset at)
    {
        while (unanswered.TryPeek(out var first) && first.At <= at - MovedAfter)
        {
            unanswered.Dequeue();
            if (first.Entry is { Misses: 0, HasLeft: false } entry && !(left.TryGetValue(entry.Id, out var leftAt) && leftAt <= at))
                findings.Add("missed_lacking", $"Entry {entry.Id} did not answer its first offer, and {(at - first.At).TotalSeconds:0} s later it is not at the end of the line.");
        }
    }

    /// <summary>Everybody has the same time to answer.</summary>
    private void CheckTime(DateTimeOffset at, LineFields fields, string id)
    {
        var end = tempo == "live" ? fields.TimeIfAny("claimBy") : fields.TimeIfAny("payBy");
        if (tempo == "live")
            claimTime ??= end - at;
        var (least, more) = tempo == "live" ? (claimTime, TimeSpan.Zero) : (payTime, quietMax);
        if (end is null || least is { } rule && (end < at + rule || end > at + rule + more))
            findings.Add("offer_time_differs", $"The offer to {id} of {CanonicalTime.Text(at)} does not end as the line's rule says ({tempo}, {least?.TotalSeconds:0} s).");
    }

    private void Skip(DateTimeOffset at, LineFields fields, Func<string, int, bool> mayOwn)
    {
        var (id, place, reason) = (fields.Text("entry"), fields.Whole("place"), fields.Text("reason"));
        if (phase != Phase.Serving)
            return;
        while (ahead < lines.Count && lines[ahead].At < at + KnownAfter)
            LookAhead();
        if (place < 1 || place > orders[^1].Placed.Count || orders[^1].Placed[(int)place - 1] != id)
        {
            findings.Add("skip_differs", $"Place {place} is passed over, and entry {id} does not stand there.");
            return;
        }

        if (!taken.Add(place))
        {
            findings.Add("skip_not_waiting", $"Place {place} is passed over, and it was served or passed over before.");
            return;
        }

        var entry = entries.GetValueOrDefault(id);
        var (customer, quantity) = entry is not null ? (entry.Customer, entry.Quantity) : (joinedAhead[id].Customer!, joinedAhead[id].Quantity ?? 1);
        if (fields.Has("by") ? reason.Length == 0 : reason != LimitReached || mayOwn(customer, quantity))
            findings.Add("skip_unfounded", $"Place {place} is passed over because of '{reason}', and that is no reason.");
        if (entry?.Place == place)
            entry.State = EntryState.Out;
    }

    /// <summary>The place that the next line of the log gives.</summary>
    private void LookAhead()
    {
        var next = lines[ahead++];
        var isThere = entries.ContainsKey(next.Entry) || joinedAhead.ContainsKey(next.Entry);
        if (next.Kind == LogKind.Joined && !isThere)
            joinedAhead.Add(next.Entry, next);
        if (next.Kind == LogKind.Joined ? !isThere : next.Kind == LogKind.Missed && isThere)
            orders[^1].Placed.Add(next.Entry);
    }

    /// <summary>The lines of the log that no offer has known.</summary>
    private void ReadRest(int until)
    {
        while (ahead < until)
            LookAhead();
        for (var at = applied; at < until; at++)
        {
            var next = lines[at];
            if (entries.TryGetValue(next.Entry, out var entry))
            {
                entry.HasLeft |= next.Kind is LogKind.Withdrawn or LogKind.Excluded;
                if (next.Kind == LogKind.Missed)
                    CheckMissed(entry);
            }
            else if (next.Kind == LogKind.Missed)
            {
                findings.Add("missed_unfounded", $"Line {at} of the log moves {next.Entry} to the end of the line, and no offer to it was left unanswered.");
            }
        }
    }

    private static TimeSpan? SecondsIfAny(LineFields fields, string name) => fields.WholeIfAny(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int MinuteOf(string time) => TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
        ? at.Hour * 60 + at.Minute
        : throw new InvalidDataException("Its quiet hours are not as they should be.");

    /// <summary>
    /// Seconds of quiet hours do not count. When they begin, only the zone's clock knows: here it is no more than all nights that can lie between, and
    /// one more, and two hours for a change of the clocks.
    /// </summary>
    private static TimeSpan QuietMax(TimeSpan pay, int from, int to)
    {
        const int day = 24 * 60;
        var quiet = (to - from + day) % day;
        var nights = (long)pay.TotalSeconds / ((day - quiet) * 60) + 2;
        return quiet == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(nights * quiet * 60 + 7_200);
    }

    private void Number(long seq)
    {
        if (seq != lastSeq + 1)
            findings.Add("seq_gap", $"After number {lastSeq} of the line comes number {seq}.");
        lastSeq = seq;
    }

    private Entry? FindEntry(string id)
    {
        if (entries.TryGetValue(id, out var entry))
            return entry;
        findings.Add("offer_unknown", $"There is no entry {id}, or it was not known yet.");
        return null;
    }

    private void Wait(Entry entry)
    {
        foreach (var variant in entry.Preferences)
        {
            if (!waiting.TryGetValue((variant, entry.Quantity), out var queue))
                waiting.Add((variant, entry.Quantity), queue = new());
            queue.Enqueue(entry, entry.Place);
        }
    }

    /// <summary>The first who waits for a variant, and whom this many are enough for.</summary>
    /// <param name="but">The one who is served now: whoever is behind them does not matter.</param>
    private Entry? FirstWaiting(Guid variant, int free, Func<string, int, bool> hasRoom, DateTimeOffset at, Entry? but)
    {
        Entry? first = null;
        foreach (var ((of, quantity), queue) in waiting)
        {
            if (of != variant || quantity > free)
                continue;
            var barred = new List<Entry>();
            while (queue.TryPeek(out var entry, out var place) && (but is null || place < but.Place))
            {
                if (entry.State != EntryState.Waiting || entry.Place != place || entry.Quantity != quantity || entry.RankOf(variant) < 0)
                {
                    queue.Dequeue();
                    continue;
                }

                // Who is at the limit, or has left by now, is no obstacle; the first may change again.
                if (hasRoom(entry.Customer, quantity) && !(left.TryGetValue(entry.Id, out var leftAt) && leftAt <= at))
                {
                    first = first is null || place < first.Place ? entry : first;
                    break;
                }

                barred.Add(queue.Dequeue());
            }

            foreach (var entry in barred)
                queue.Enqueue(entry, entry.Place);
        }

        return first;
    }

    private enum LogKind
    {
        Joined,
        Changed,
        Withdrawn,
        Excluded,
        Missed,
    }

    private enum EntryState
    {
        Waiting,
        Offered,
        Served,
        Missed,
        Out,
    }

    private sealed record LogLine(LogKind Kind, DateTimeOffset At, string Entry)
    {
        public string? Customer { get; init; }
        public long? Seq { get; init; }
        public Guid[] Preferences { get; init; } = [];
        public int? Quantity { get; init; }
        public string? Reason { get; init; }
    }

    /// <summary>Who stands where in one line, and how far it was served.</summary>
    private sealed class Order
    {
        private readonly List<(long Version, int Place)> reached = [];

        /// <summary>Null: nobody was shuffled.</summary>
        public byte[]? Seed { get; set; }

        /// <summary>The entry of each place, that of place 1 first.</summary>
        public List<string> Placed { get; } = [];

        public void Reach(long version, int place)
        {
            if (reached.Count == 0 || reached[^1].Place < place)
                reached.Add((version, place));
        }

        /// <returns>The furthest place that had been served then; 0: none.</returns>
        public int ReachedAt(long version) => reached.FindLast(one => one.Version <= version).Place;
    }

    private sealed class Entry
    {
        public required string Id { get; init; }
        public required string Customer { get; init; }
        public required Guid[] Preferences { get; set; }
        public required int Quantity { get; set; }

        /// <summary>0: not known before the draw.</summary>
        public int Place { get; set; }
        public EntryState State { get; set; }
        public int OfferedRank { get; set; }

        /// <summary>Its first offer's time was over before it said yes.</summary>
        public bool IsUnanswered { get; set; }

        /// <summary>Lines that moved it to the end.</summary>
        public int Misses { get; set; }
        public bool HasLeft { get; set; }

        /// <returns>From 0; -1: it does not ask for it.</returns>
        public int RankOf(Guid variant) => Array.IndexOf(Preferences, variant);
    }
}
