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

    private static Errand? After(Errand errand, Answer answer, long now = 0)
    {
        var keys = errand.Key;
        return Conduct.After(errand, answer, now, Scenario, () => ++keys);
    }

    private static Errand Errand(ErrandKind kind, Intent intent = Intent.Pay, int retries = 0) =>
        new(kind, 0, new Visit(0, 0, 0, false, 0, intent, 500, retries), 1, retries);
}
