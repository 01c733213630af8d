namespace Stampede.Domain.Tests;

/// <summary>
/// The rules once more, in the most obvious way: a list of all reservations there ever were, counted afresh for each
/// question. It shares nothing with the decision but the commands and the refusals' names.
/// </summary>
internal sealed class Model(int[] stock, int limit, int holdSeconds)
{
    private readonly int[] totals = [.. stock];
    private string status = "live";

    public List<Entry> Entries { get; } = [];

    internal sealed record Entry(ReservationId Id, CustomerId Customer, int Variant, int Quantity, DateTimeOffset ExpiresAt, string? Key)
    {
        public string Status { get; set; } = "active";
    }

    public int Held(int variant) => Entries.Where(e => e.Variant == variant && e.Status == "active").Sum(e => e.Quantity);

    public int Sold(int variant) => Entries.Where(e => e.Variant == variant && e.Status == "purchased").Sum(e => e.Quantity);

    public int Total(int variant) => totals[variant];

    public int Available(int variant) => totals[variant] - Held(variant) - Sold(variant);

    public void LetTimePass(DateTimeOffset now)
    {
        foreach (var entry in Entries.Where(e => e.Status == "active" && e.ExpiresAt <= now))
            entry.Status = "expired";
    }

    /// <returns>What the answer must be, as a word.</returns>
    public string Answer(Command command, DateTimeOffset now) => command switch
    {
        Command.Reserve reserve => Reserve(reserve, now),
        Command.Buy buy => End(buy.Reservation, buy.Customer, "purchased"),
        Command.Cancel cancel => End(cancel.Reservation, cancel.Customer, "cancelled"),
        Command.Release release => End(release.Reservation, null, "cancelled"),
        Command.Adjust adjust => Adjust(adjust),
        Command.Pause => Turn("paused"),
        Command.Resume => Turn("live"),
        Command.End => Turn("ended"),
        _ => throw new InvalidOperationException(command.GetType().Name),
    };

    private string Reserve(Command.Reserve reserve, DateTimeOffset now)
    {
        var first = reserve.Key is null ? null : Entries.Find(e => e.Customer == reserve.Customer && e.Key == reserve.Key);
        var variant = Enumerable.Range(0, totals.Length).Where(v => Given.Variant(v) == reserve.Variant).Cast<int?>().FirstOrDefault();
        if (first is not null)
            return first.Variant == variant && first.Quantity == reserve.Quantity ? $"reserved {first.Id}" : nameof(Refusal.IdempotencyKeyReused);
        if (variant is not { } at)
            return nameof(Refusal.VariantNotFound);
        if (reserve.Quantity > limit)
            return nameof(Refusal.QuantityOutOfRange);
        if (status != "live")
            return status == "paused" ? nameof(Refusal.Paused) : nameof(Refusal.Ended);
        var mine = Entries.Where(e => e.Customer == reserve.Customer).ToArray();
        var sold = mine.Where(e => e.Status == "purchased").Sum(e => e.Quantity);
        var held = mine.Where(e => e.Status == "active").Sum(e => e.Quantity);
        if (sold + reserve.Quantity > limit)
            return nameof(Refusal.LimitReached);
        if (sold + held + reserve.Quantity > limit)
            return nameof(Refusal.AlreadyReserved);
        if (Available(at) == 0)
            return Held(at) == 0 ? nameof(Refusal.SoldOut) : nameof(Refusal.AllHeld);
        if (Available(at) < reserve.Quantity)
            return nameof(Refusal.InsufficientStock);
        Entries.Add(new(reserve.Id, reserve.Customer, at, reserve.Quantity, now.AddSeconds(holdSeconds), reserve.Key));
        return $"reserved {reserve.Id}";
    }

    private string End(ReservationId id, CustomerId? customer, string how)
    {
        var entry = Entries.Find(e => e.Id == id);
        if (entry is not { Status: "active" })
            return "not held";
        if (customer is { } caller && entry.Customer != caller)
            return nameof(Refusal.ReservationNotFound);
        entry.Status = how;
        return how;
    }

    private string Adjust(Command.Adjust adjust)
    {
        var at = Enumerable.Range(0, totals.Length).First(v => Given.Variant(v) == adjust.Variant);
        if (Available(at) + adjust.Change < 0)
            return nameof(Refusal.StockInUse);
        totals[at] += adjust.Change;
        return "done";
    }

    private string Turn(string to)
    {
        if (status == "ended" && to != "ended")
            return nameof(Refusal.Ended);
        status = to;
        return "done";
    }
}
