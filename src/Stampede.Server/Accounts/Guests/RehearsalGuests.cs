using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Engine;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal static class RehearsalGuests
{
    // The same prefix gives the same customers again, with new sessions.
    public static async Task<Results<Ok<RehearsalCustomers>, ApiProblem>> CreateCustomersAsync(
        RehearsalCustomersBody body, GuestAccounts guests, Tickets tickets, RevokedSessions revoked, DatabaseClock clock, CancellationToken cancellation)
    {
        var check = new Validation();
        var fields = check.FieldsOf<RehearsalCustomersBody>();
        var count = fields.Number(nameof(body.Count), body.Count);
        var prefix = fields.Text(nameof(body.Prefix), body.Prefix);
        if (!check.Failed)
            check.DisplayName("prefix", prefix);
        if (check.Failed)
            return check.Problem;

        var names = Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:0000}")).ToArray();
        var ids = await guests.EnterAllAsync(names, cancellation);
        var items = names.Zip(ids, (name, id) =>
        {
            var caller = new Caller(id, name, Role: null, SessionId.New(clock.Now)) { IsGuest = true, IsConfirmed = body.Confirmed is true };
            revoked.Began(caller);
            return new RehearsalCustomer(id, name, tickets.WriteAccessToken(caller));
        });
        return TypedResults.Ok(new RehearsalCustomers(items.ToArray()));
    }
}
