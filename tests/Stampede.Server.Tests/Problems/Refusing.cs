using System.Reflection;
using Stampede.Domain;
using Stampede.Postgres.Reservations;
using Stampede.Server.Http;

namespace Stampede.Server.Tests.Problems;

public sealed class Refusing
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);
    private static readonly DropId Drop = new(Guid.CreateVersion7());

    private static readonly Hold Hold = new(
        new ReservationId(Guid.CreateVersion7()), new CustomerId(Guid.CreateVersion7()), new VariantId(Guid.CreateVersion7()), 2,
        new Money(100, "USD"), Now, Now.AddSeconds(60), 7);

    public static TheoryData<Type> Refusals => [.. typeof(Refusal).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Refusal)))];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Every_refusal_has_its_problem(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var refusal = (Refusal)constructor.Invoke([.. constructor.GetParameters().Select(ValueFor)]);
        var problem = refusal.ToProblem(Drop, Now);
        problem.Body.Status.ShouldBeInRange(400, 503);
        (problem.Kind == ProblemKinds.InternalError).ShouldBe(refusal is Refusal.InternalError);
        ProblemKinds.ByCode.Keys.ShouldContain(problem.Body.Code);
    }

    [Fact]
    public void The_walk_over_the_refusals_finds_them() => Refusals.Count.ShouldBeGreaterThan(20);

    [Fact]
    public void Not_started_says_when_it_starts_and_what_time_it_is()
    {
        var body = new Refusal.NotStarted(Now.AddMinutes(5)).ToProblem(Drop, Now).Body;
        (body.Status, body.Code, body.StartsAt, body.ServerTime).ShouldBe((409, "not_started", Now.AddMinutes(5), Now));
    }

    [Fact]
    public void Already_reserved_carries_the_reservation()
    {
        var body = new Refusal.AlreadyReserved(Hold).ToProblem(Drop, Now).Body;
        body.Code.ShouldBe("already_reserved");
        body.ServerTime.ShouldBe(Now);
        body.Reservation.ShouldBe(new Reservation(
            Hold.Id, Drop, Hold.Variant, 2, ReservationStatus.Active, Hold.Price, Hold.CreatedAt, Hold.ExpiresAt, null, null, Now, 7));
    }

    [Fact]
    public void What_is_wrong_with_a_field_stands_under_its_name()
    {
        Field(new Refusal.VariantRequired()).ShouldBe("variantId");
        Field(new Refusal.QuantityOutOfRange(2)).ShouldBe("quantity");
        Field(new Refusal.ScheduleInvalid()).ShouldBe("endsAt");
        Field(new Refusal.StockOutOfRange(10)).ShouldBe("change");

        static string Field(Refusal refusal) => refusal.ToProblem(Drop, Now).Body.Errors!.Keys.Single();
    }

    [Fact]
    public void Whatever_may_succeed_later_says_when()
    {
        foreach (var kind in ProblemKinds.ByCode.Values.Where(kind => kind.Status is 429 or 503))
            kind.RetryAfterSeconds.ShouldNotBeNull(kind.Code);
    }

    [Theory]
    [InlineData("sold_out", 409), InlineData("all_held", 409), InlineData("insufficient_stock", 409), InlineData("limit_reached", 409)]
    [InlineData("already_reserved", 409), InlineData("not_started", 409), InlineData("ended", 409), InlineData("paused", 409)]
    [InlineData("reservation_expired", 409), InlineData("reservation_cancelled", 409), InlineData("already_purchased", 409)]
    [InlineData("reservation_not_found", 404), InlineData("drop_not_found", 404), InlineData("variant_not_found", 404)]
    [InlineData("idempotency_key_reused", 422), InlineData("validation_failed", 400), InlineData("unauthenticated", 401)]
    [InlineData("forbidden", 403), InlineData("rate_limited", 429), InlineData("overloaded", 503), InlineData("database_unavailable", 503)]
    [InlineData("stock_in_use", 409), InlineData("invalid_credentials", 401), InlineData("locked_out", 429)]
    public void The_codes_of_the_contract_have_its_status(string code, int status) => ProblemKinds.ByCode[code].Status.ShouldBe(status);

    private static object ValueFor(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(int) => 3,
        var type when type == typeof(DateTimeOffset) => Now.AddMinutes(1),
        var type when type == typeof(Hold) => Hold,
        var type when type == typeof(VariantId) => Hold.Variant,
        var type when type == typeof(DeliveryRule) => DeliveryRule.Address,
        var type when type == typeof(DeliveryGap) => DeliveryGap.Address,
        var type when type == typeof(string) => "a reason",
        var type => throw new NotSupportedException($"This test has no value of {type}."),
    };
}
