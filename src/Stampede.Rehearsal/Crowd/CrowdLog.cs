using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal.Crowd;

/// <summary>A reservation that the target acknowledged to one of our shoppers.</summary>
/// <param name="AnsweredAt">When its answer arrived, microseconds from the opening.</param>
internal sealed record Grant(string Id, int Shopper, int Variant, int Quantity, long DropVersion, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, long AnsweredAt);

/// <summary>A reservation that the target said was paid for.</summary>
internal sealed record Payment(string PurchaseId, string ReservationId, int Shopper);

/// <summary>A reservation that the target said was given back.</summary>
/// <param name="SentAt">Microseconds from the opening; it took effect after this.</param>
internal sealed record GivenBack(string ReservationId, long SentAt);

/// <summary>A row of the latency table.</summary>
internal readonly record struct OutcomeKey(ErrandKind Kind, string Outcome);

/// <summary>Everything the crowd was told, and when. Not safe for concurrent use: the engine calls it with its gate held.</summary>
/// <param name="keyed">Requests carry an idempotency key. A definite answer to a resend then also tells what the first sending did.</param>
internal sealed class CrowdLog(int shoppers, int quantity, bool keyed)
{
    private readonly Dictionary<OutcomeKey, LatencyHistogram> latencies = [];

    public IReadOnlyDictionary<OutcomeKey, LatencyHistogram> Latencies => latencies;

    /// <summary>Latency of every answered reservation request, whatever the answer.</summary>
    public LatencyHistogram Reserve { get; } = new();

    /// <summary>How long requests waited in this program before they were sent: its own share of the latency.</summary>
    public LatencyHistogram Waited { get; } = new();

    public Timeline Timeline { get; } = new();

    public List<Grant> Grants { get; } = [];

    public List<Payment> Payments { get; } = [];

    public List<GivenBack> Returns { get; } = [];

    /// <summary>Until when a payment kept its reservation, as was told last.</summary>
    public Dictionary<string, DateTimeOffset> KeptUntil { get; } = [];

    /// <summary>Payments that were begun: a second card is a second one.</summary>
    public int PaymentAttempts { get; private set; }

    public int PaymentsDeclined { get; private set; }

    public int ChallengesAbandoned { get; private set; }

    /// <summary>From the first press of Pay until it was told that it is bought.</summary>
    public LatencyHistogram PayToSold { get; } = new();

    /// <summary>Reservations whose return got no answer at least once: nobody outside knows when they ended.</summary>
    public HashSet<string> MaybeReturned { get; } = [];

    /// <summary>By shopper: when its first wish was due, microseconds from the opening; <see cref="long.MaxValue"/> when it never had one.</summary>
    public long[] FirstWish { get; } = [.. Enumerable.Repeat(long.MaxValue, shoppers)];

    /// <summary>By shopper: the size of that wish.</summary>
    public int[] FirstVariant { get; } = new int[shoppers];

    /// <summary>Reservation requests whose outcome nobody knows, resends included: each may have taken stock.</summary>
    public int UnknownReserves { get; private set; }

    public int UnknownOthers { get; private set; }

    /// <summary>Requests that were due and never went out: the offered load was more than the connections could take.</summary>
    public int Unsent { get; private set; }

    public long Offered { get; private set; }

    public long Answered { get; private set; }

    public void Due(Errand errand)
    {
        Offered++;
        Timeline.At(errand.Due).Offered++;
        if (errand is { Kind: ErrandKind.Pay, Tries: 0 })
            PaymentAttempts++;
        if (errand.Kind == ErrandKind.Reserve && errand.Due < FirstWish[errand.Visit.Shopper])
        {
            FirstWish[errand.Visit.Shopper] = errand.Due;
            FirstVariant[errand.Visit.Shopper] = errand.Visit.Variant;
        }
    }

    /// <summary>Time was up while the request still waited for a connection.</summary>
    public void NeverSent(Errand errand)
    {
        Unsent++;
        Dropped(errand);
    }

    /// <summary>Time was up before the request was due. If it was to settle an unknown outcome, that stays unknown.</summary>
    public void Dropped(Errand errand)
    {
        if (errand.InDoubt || errand.Kind == ErrandKind.LookAtPayment)
            Doubt(errand);
    }

    /// <param name="gaveUp">The shopper does not ask again: an unknown outcome stays unknown.</param>
    public void Came(Errand errand, in Answer answer, long sentAt, long now, bool gaveUp)
    {
        Answered++;
        Waited.Record(sentAt - errand.Due);
        var latency = now - errand.Due;
        var key = new OutcomeKey(errand.Kind, answer.Outcome);
        if (!latencies.TryGetValue(key, out var histogram))
            latencies[key] = histogram = new LatencyHistogram();
        histogram.Record(latency);

        var slot = Timeline.At(now);
        slot.Answered++;
        if (answer.Fault)
            slot.Failed++;
        if (errand.Kind == ErrandKind.Reserve)
        {
            Reserve.Record(latency);
            Timeline.ReserveLatency(now).Record(latency);
            if (answer.Status == 409)
                slot.Refused++;
            else if (answer.Status is 429 or 503)
                slot.TurnedAway++;
        }

        if (gaveUp ? answer.Unknown || answer.Outcome == Answer.NotKnownYet || (errand.InDoubt && (answer.MayResend || !keyed)) : answer.Accepted && errand.InDoubt && !keyed)
            Doubt(errand);
        if (answer.Unknown && errand.Kind == ErrandKind.Cancel)
            MaybeReturned.Add(errand.ReservationId!);
        if (answer.KeptUntil != default)
            KeptUntil[errand.ReservationId!] = answer.KeptUntil;
        if (answer.Outcome == Answer.Declined)
            PaymentsDeclined++;
        if (gaveUp && answer.Outcome == Answer.AskedByTheBank)
            ChallengesAbandoned++;
        if (answer.Accepted)
            Accept(errand, answer, slot, sentAt, now);
    }

    private void Doubt(Errand errand)
    {
        if (errand.Kind == ErrandKind.Reserve)
            UnknownReserves++;
        else
            UnknownOthers++;
    }

    private void Accept(Errand errand, in Answer answer, TimelineSlot slot, long sentAt, long now)
    {
        switch (errand.Kind)
        {
            case ErrandKind.Reserve:
                slot.Granted++;
                Grants.Add(new Grant(answer.Id!, errand.Visit.Shopper, errand.Visit.Variant, quantity, answer.DropVersion, answer.CreatedAt, answer.ExpiresAt, now));
                break;
            case ErrandKind.Purchase:
                slot.Bought++;
                Payments.Add(new Payment(answer.Id!, errand.ReservationId!, errand.Visit.Shopper));
                break;
            case ErrandKind.Cancel:
                Returns.Add(new GivenBack(errand.ReservationId!, sentAt));
                break;
            case ErrandKind.Pay or ErrandKind.Challenge or ErrandKind.LookAtPayment when answer.Outcome == Answer.Bought:
                slot.Bought++;
                PayToSold.Record(now - errand.PayBegan);
                Payments.Add(new Payment(answer.Id!, errand.ReservationId!, errand.Visit.Shopper));
                break;
            case ErrandKind.LookAtMe when answer.Outcome == Answer.Offered:
                slot.Granted++;
                Grants.Add(new Grant(answer.Id!, errand.Visit.Shopper, errand.Visit.Variant, quantity, 0, answer.CreatedAt, answer.ExpiresAt, now));
                break;
            case ErrandKind.Join or ErrandKind.LookAtLine or ErrandKind.LookAtMe or ErrandKind.Claim or ErrandKind.Poll or ErrandKind.Pay or ErrandKind.Challenge or ErrandKind.LookAtPayment:
                break;
        }
    }
}
