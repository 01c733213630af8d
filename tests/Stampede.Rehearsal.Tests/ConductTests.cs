using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Tests;

public class ConductTests
{
    private const long Second = 1_000_000;
    private static readonly Scenario Scenario = new() { RetrySeconds = 2, PollSeconds = 1 };

    [Fact]
    public void Who_means_to_pay_pays_after_thinking()
    {
        var next = After(Errand(ErrandKind.Reserve, Intent.Pay), new Answer(201, "granted", "r1"), now: Second);

        next.ShouldNotBeNull();
        (next.Kind, next.ReservationId, next.Due).ShouldBe((ErrandKind.Purchase, "r1", Second + 500));
    }

    [Fact]
    public void Who_lets_it_lapse_does_nothing_more() =>
        After(Errand(ErrandKind.Reserve, Intent.LetLapse), new Answer(201, "granted", "r1")).ShouldBeNull();

    [Fact]
    public void Sold_out_ends_the_visit_and_all_held_does_not()
    {
        var errand = Errand(ErrandKind.Reserve, retries: 1);

        After(errand, new Answer(409, "sold_out")).ShouldBeNull();
        var again = After(errand, new Answer(409, "all_held"), now: Second).ShouldNotBeNull();

        (again.Due, again.RetriesLeft).ShouldBe((3 * Second, 0));
        again.Key.ShouldNotBe(errand.Key);
        After(again, new Answer(409, "all_held")).ShouldBeNull();
    }

    [Fact]
    public void A_lost_answer_is_asked_for_again_under_the_same_key()
    {
        var errand = Errand(ErrandKind.Reserve);

        var again = After(errand, new Answer(0, "connection lost")).ShouldNotBeNull();

        again.Key.ShouldBe(errand.Key);
        again.InDoubt.ShouldBeTrue();
    }

    [Fact]
    public void A_busy_target_is_left_alone_for_as_long_as_it_says()
    {
        var again = After(Errand(ErrandKind.Purchase), new Answer(503, "overloaded", RetryAfterSeconds: 3), now: Second).ShouldNotBeNull();

        (again.Due, again.InDoubt).ShouldBe((4 * Second, false));
    }

    [Fact]
    public void Nobody_asks_for_ever()
    {
        var errand = Errand(ErrandKind.Reserve);
        var asked = 1;
        for (var next = After(errand, new Answer(0, "timeout")); next is not null; next = After(next, new Answer(0, "timeout")))
            asked++;

        asked.ShouldBe(Conduct.TriesMax);
    }

    [Fact]
    public void Polls_keep_their_rhythm_however_late_the_answer_and_end_at_the_opening()
    {
        var poll = Errand(ErrandKind.Poll) with { Due = -2 * Second };

        var next = After(poll, new Answer(200, "seen"), now: -Second / 2).ShouldNotBeNull();
        var last = After(next, new Answer(200, "seen"), now: 0).ShouldNotBeNull();

        (next.Kind, next.Due).ShouldBe((ErrandKind.Poll, -Second));
        (last.Kind, last.Due).ShouldBe((ErrandKind.Reserve, 0));
    }

    [Fact]
    public void Where_payment_is_required_it_is_pay_that_is_pressed()
    {
        var next = After(Errand(ErrandKind.Reserve, Intent.Pay), new Answer(201, "granted", "r1"), now: Second, Scenario with { PaymentRequired = true });

        next.ShouldNotBeNull();
        (next.Kind, next.ReservationId, next.PayBegan).ShouldBe((ErrandKind.Pay, "r1", Second + 500));
    }

    [Theory]
    [InlineData(Payer.Challenged, Answer.AskedByTheBank, ErrandKind.Challenge)]
    [InlineData(Payer.Abandoning, Answer.AskedByTheBank, null)]
    [InlineData(Payer.Declined, Answer.Declined, null)]
    [InlineData(Payer.DeclinedThenGood, Answer.Declined, ErrandKind.Pay)]
    [InlineData(Payer.Slow, Answer.NotKnownYet, ErrandKind.LookAtPayment)]
    [InlineData(Payer.Good, Answer.Bought, null)]
    internal void What_the_bank_says_tells_what_is_next(Payer payer, string said, ErrandKind? next)
    {
        var pay = Errand(ErrandKind.Pay) with { ReservationId = "r1", PayBegan = 7 };

        var after = After(pay with { Visit = pay.Visit with { Payer = payer } }, new Answer(said == Answer.Declined ? 402 : 201, said), now: Second);

        (after?.Kind, after?.PayBegan ?? 7).ShouldBe((next, 7));
        if (next == ErrandKind.Pay)
            (after!.Key != pay.Key, After(after, new Answer(402, Answer.Declined))).ShouldBe((true, null), "another card is another attempt, and the last one");
    }

    [Fact]
    public void A_silent_bank_is_asked_after_until_it_answers()
    {
        var look = Errand(ErrandKind.LookAtPayment) with { ReservationId = "r1" };

        var again = After(look, new Answer(200, Answer.NotKnownYet), now: Second).ShouldNotBeNull();

        (again.Kind, again.Due).ShouldBe((ErrandKind.LookAtPayment, 2 * Second));
        After(again, new Answer(200, Answer.Bought, "p1")).ShouldBeNull();
    }

    private static Errand? After(Errand errand, Answer answer, long now = 0, Scenario? scenario = null)
    {
        var keys = errand.Key;
        return Conduct.After(errand, answer, now, scenario ?? Scenario, () => ++keys);
    }

    private static Errand Errand(ErrandKind kind, Intent intent = Intent.Pay, int retries = 0) =>
        new(kind, 0, new Visit(0, 0, 0, false, 0, intent, 500, retries), 1, retries);
}
