using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Crowd;

/// <summary>What a shopper does next. Pure: the plan, the answer and the time decide, and nothing else.</summary>
internal static class Conduct
{
    /// <summary>How often one request is sent before its shopper gives up on an answer.</summary>
    public const int TriesMax = 8;

    private const long SecondMicroseconds = 1_000_000;
    private const long TooEarlyMicroseconds = 50_000;
    private const long ResendMicroseconds = 250_000;

    /// <summary>So near to their turn people ask for themselves, and not only for the line.</summary>
    private const int NearPlaces = 200;

    /// <param name="now">When the answer arrived, microseconds from the opening.</param>
    /// <param name="newKey">Numbers the next request, when it is a new one.</param>
    /// <returns>Null: this visit is over.</returns>
    public static Errand? After(Errand errand, in Answer answer, long now, Scenario scenario, Func<long> newKey)
    {
        if (answer.MayResend)
            return Resend(errand, answer, now);
        return errand.Kind switch
        {
            ErrandKind.Poll => NextPoll(errand, scenario, newKey),
            ErrandKind.Reserve when answer.Accepted => WithReservation(errand, answer, now, scenario, newKey),
            ErrandKind.Reserve => Again(errand, answer, now, scenario, newKey),
            ErrandKind.Join or ErrandKind.LookAtLine or ErrandKind.LookAtMe => InLine(errand, answer, now, scenario, newKey),
            ErrandKind.Claim when answer.Accepted => WithReservation(errand, answer with { Id = errand.ReservationId }, now, scenario, newKey),
            ErrandKind.Pay or ErrandKind.Challenge or ErrandKind.LookAtPayment => WithPayment(errand, answer, now, scenario, newKey),
            _ => null,
        };
    }

    private static Errand? Resend(Errand errand, in Answer answer, long now) => errand.Tries + 1 >= TriesMax
        ? null
        : errand with
        {
            Tries = errand.Tries + 1,
            InDoubt = errand.InDoubt || answer.Unknown,
            Due = now + (answer.RetryAfterSeconds > 0 ? answer.RetryAfterSeconds * SecondMicroseconds : ResendMicroseconds),
        };

    /// <summary>Polls keep their own rhythm, however late the answers are, and end when it is time to press Reserve.</summary>
    private static Errand NextPoll(Errand errand, Scenario scenario, Func<long> newKey)
    {
        var next = errand.Due + (long)(scenario.PollSeconds * SecondMicroseconds);
        return next < errand.Visit.ReserveAt
            ? errand with { Due = next, Tries = 0 }
            : new Errand(ErrandKind.Reserve, errand.Visit.ReserveAt, errand.Visit, newKey(), errand.Visit.Retries);
    }

    private static Errand? WithReservation(Errand errand, in Answer answer, long now, Scenario scenario, Func<long> newKey) => errand.Visit.Intent switch
    {
        Intent.Pay when scenario.PaymentRequired => new Errand(
            ErrandKind.Pay, now + errand.Visit.ThinkMicroseconds, errand.Visit, newKey(), 0, ReservationId: answer.Id)
        { PayBegan = now + errand.Visit.ThinkMicroseconds },
        Intent.Pay => new Errand(ErrandKind.Purchase, now + errand.Visit.ThinkMicroseconds, errand.Visit, newKey(), 0, ReservationId: answer.Id),
        Intent.GiveBack => new Errand(ErrandKind.Cancel, now + errand.Visit.ThinkMicroseconds, errand.Visit, newKey(), 0, ReservationId: answer.Id),
        Intent.LetLapse => null,
    };

    private static Errand? InLine(Errand errand, in Answer answer, long now, Scenario scenario, Func<long> newKey)
    {
        if (!errand.Visit.ShowsUp || !answer.Accepted || answer.Outcome == Answer.Over)
            return null;
        if (errand.Kind == ErrandKind.LookAtMe && answer.Outcome == Answer.Offered)
        {
            return answer.WantsYes && errand.Visit.Intent != Intent.GiveBack
                ? new Errand(ErrandKind.Claim, now, errand.Visit, newKey(), 0, ReservationId: answer.Id)
                : WithReservation(errand, answer, now, scenario, newKey);
        }

        if (errand.Kind == ErrandKind.LookAtMe && answer.Outcome is not ("waiting" or "missed"))
            return null;
        var place = errand.Kind == ErrandKind.LookAtMe ? answer.Place : errand.Place;
        var next = now + (answer.PollAfterSeconds * SecondMicroseconds);
        // Who is far off reads what is the same for all.
        var isNear = place > 0 && errand.Kind == ErrandKind.LookAtLine && place - answer.ServedTo <= NearPlaces;
        var asksForThemselves = isNear || place == 0 && errand.Kind == ErrandKind.LookAtLine && answer.ServedTo > 0;
        return asksForThemselves ? errand with { Kind = ErrandKind.LookAtMe, Due = now, Place = place, Tries = 0 }
            : errand with { Kind = ErrandKind.LookAtLine, Due = next, Place = place, Tries = 0 };
    }

    private static Errand? WithPayment(Errand errand, in Answer answer, long now, Scenario scenario, Func<long> newKey) => answer.Outcome switch
    {
        Answer.AskedByTheBank when errand.Visit.Payer == Payer.Abandoning => null,
        Answer.AskedByTheBank => errand with { Kind = ErrandKind.Challenge, Due = now + errand.Visit.ThinkMicroseconds, Tries = 0, InDoubt = false },
        Answer.Declined when errand.Visit.Payer == Payer.DeclinedThenGood && !errand.ByAnotherCard =>
            errand with { Kind = ErrandKind.Pay, Due = now + errand.Visit.ThinkMicroseconds, Key = newKey(), Tries = 0, InDoubt = false, ByAnotherCard = true },
        // Another sending of the same request is being settled, or was.
        Answer.NotKnownYet or "payment_under_way" or "already_purchased" =>
            errand with { Kind = ErrandKind.LookAtPayment, Due = now + (long)(scenario.PollSeconds * SecondMicroseconds), Tries = 0 },
        _ => null,
    };

    private static Errand? Again(Errand errand, in Answer answer, long now, Scenario scenario, Func<long> newKey) => answer.Outcome switch
    {
        // The target's clock is a little behind ours: press again.
        "not_started" when errand.Tries < TriesMax => errand with { Due = now + TooEarlyMicroseconds, Tries = errand.Tries + 1, Key = newKey() },
        "all_held" or "insufficient_stock" when errand.RetriesLeft > 0 => errand with
        {
            Due = now + (long)(scenario.RetrySeconds * SecondMicroseconds),
            RetriesLeft = errand.RetriesLeft - 1,
            Tries = 0,
            Key = newKey(),
        },
        _ => null,
    };
}
