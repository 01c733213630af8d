using System.Diagnostics;
using Stampede.Domain;
using Stampede.Postgres.Reservations;
using Stampede.Server.Drops;
using Stampede.Server.Orders;

namespace Stampede.Server.Http;

/// <summary>How each refusal is told to the caller.</summary>
internal static class RefusalProblems
{
    /// <summary>
    /// One arm for each refusal there is. The hierarchy is closed, which the compiler cannot see: a test walks it
    /// and fails where an arm is missing.
    /// </summary>
    /// <param name="drop">The drop that refused.</param>
    /// <param name="now">The database's clock, as told to the caller beside a countdown.</param>
    public static ApiProblem ToProblem(this Refusal refusal, DropId drop, DateTimeOffset now) => refusal switch
    {
        Refusal.IdempotencyKeyReused => ProblemKinds.IdempotencyKeyReused,
        Refusal.DropNotFound => ProblemKinds.DropNotFound,
        Refusal.VariantNotFound => ProblemKinds.VariantNotFound,
        Refusal.VariantRequired => ApiProblem.Invalid("variantId", "The drop has several variants: name one."),
        Refusal.ReservationNotFound => ProblemKinds.ReservationNotFound,
        Refusal.QuantityOutOfRange quantity => ApiProblem.Invalid(
            "quantity", $"From 1 to {quantity.Limit}, the drop's limit per customer.", FieldError.Range(1, quantity.Limit)),
        Refusal.ScheduleInvalid => ApiProblem.Invalid("endsAt", DropValidation.EndTooEarly),
        Refusal.StartNeeded => ApiProblem.Invalid("startsAt", "Only a draft can be without a start. Name another time, or leave it out."),
        Refusal.NotPublished => ProblemKinds.NotPublished,
        Refusal.AlreadyPublished => ProblemKinds.AlreadyPublished,
        Refusal.NotArchivable => ProblemKinds.NotArchivable,
        Refusal.NotStarted later => ApiProblem.Of(ProblemKinds.NotStarted, body => body with { StartsAt = later.StartsAt, ServerTime = now }),
        Refusal.Ended => ProblemKinds.Ended,
        Refusal.Paused => ProblemKinds.Paused,
        Refusal.LineFirst => ProblemKinds.LineFirst,
        Refusal.LineNotReady => ProblemKinds.LineNotReady,
        Refusal.LineNotOpen => ProblemKinds.LineNotOpen,
        Refusal.LineRulesFixed => ProblemKinds.LineRulesFixed,
        Refusal.LineClosed => ProblemKinds.LineClosed,
        Refusal.LineFull => ProblemKinds.LineFull,
        Refusal.NotInLine => ProblemKinds.NotInLine,
        Refusal.PreferencesInvalid => ApiProblem.Invalid("preferences", $"From 1 to {LineEntry.PreferencesMax} variants, each once.", FieldError.Length(1, LineEntry.PreferencesMax)),
        Refusal.Excluded { Reason: var reason } => reason is null ? ProblemKinds.Excluded : ApiProblem.Of(ProblemKinds.Excluded, reason),
        Refusal.LineLeft => ProblemKinds.LineLeft,
        Refusal.AvailableNow => ProblemKinds.AvailableNow,
        Refusal.NotOffered => ProblemKinds.NotOffered,
        Refusal.ClaimOver => ProblemKinds.ClaimOver,
        Refusal.ReservationExpired => ProblemKinds.ReservationExpired,
        Refusal.ReservationCancelled => ProblemKinds.ReservationCancelled,
        Refusal.AlreadyPurchased => ProblemKinds.AlreadyPurchased,
        Refusal.PaymentRequired => ProblemKinds.PaymentRequired,
        Refusal.PaymentNotNeeded => ProblemKinds.PaymentNotRequired,
        Refusal.PaymentUnderWay => ProblemKinds.PaymentUnderWay,
        Refusal.AmountDiffers => ProblemKinds.PaymentState,
        Refusal.DeliveryRequired { Rule: var rule, Gap: var gap } => DeliveryProblems.Missing(rule, gap),
        Refusal.DeliveryFixed => ProblemKinds.DeliveryFixed,
        Refusal.LimitReached reached => ApiProblem.Of(ProblemKinds.LimitReached, body => body with
        {
            Detail = $"The drop allows {reached.Limit} per customer, and you have bought {reached.Bought}.",
            Limit = reached.Limit,
        }),
        Refusal.AlreadyReserved reserved => ApiProblem.Of(ProblemKinds.AlreadyReserved, body => body with
        {
            Reservation = Reservation.Granted(reserved.Newest, drop, now),
            ServerTime = now,
        }),
        Refusal.WaitToReserve wait => ApiProblem.Of(ProblemKinds.WaitToReserve, body => body with { WaitUntil = wait.Until, ServerTime = now })
            .After(wait.Until - now),
        Refusal.SoldOut => ProblemKinds.SoldOut,
        Refusal.AllHeld => ProblemKinds.AllHeld,
        Refusal.InsufficientStock stock => ApiProblem.Of(ProblemKinds.InsufficientStock, body => body with
        {
            Detail = $"{stock.Available} free now. Ask for no more than that.",
            Available = stock.Available,
        }),
        Refusal.StockOutOfRange stock => ApiProblem.Invalid("change", $"A variant's total is at most {stock.TotalMax}."),
        Refusal.StockInUse stock => ApiProblem.Of(ProblemKinds.StockInUse, body => body with
        {
            Detail = $"The total cannot go below what is held and sold; {stock.Available} can be taken away.",
            Available = stock.Available,
        }),
        Refusal.Overloaded => ProblemKinds.Overloaded,
        Refusal.DatabaseUnavailable => ProblemKinds.DatabaseUnavailable,
        Refusal.InternalError => ProblemKinds.InternalError,
        _ => throw new UnreachableException($"No problem for {refusal.GetType().Name}."),
    };
}
