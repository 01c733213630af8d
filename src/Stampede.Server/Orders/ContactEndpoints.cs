using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres.Orders;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Orders;

/// <summary>How a customer is reached: asked for before the opening or while their hold runs, and saved for next time.</summary>
internal static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/countries", ListCountries).WithTags("Orders").WithName("ListCountries").WithSummary("Countries, and what an address in each looks like");
        var contact = routes.MapGroup("/api/v1/me/contact").WithTags("Me").RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "database_unavailable");
        contact.MapGet("/", FindAsync).WithName("GetMyContact").WithSummary("How the caller is reached, as they last said; nothing where they have not");
        contact.MapPut("/", SaveAsync).WithName("SaveMyContact").WithSummary("Says how the caller is reached; an order keeps it as it was when it was bought")
            .WithProblems("validation_failed")
            .WithExample("""{"email": "alice@example.com", "name": "Alice Example", "address": {"line1": "Marienstraße 1", "postalCode": "10117", "city": "Berlin", "country": "DE"}}""");
    }

    private static Ok<CountryList> ListCountries(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Ok(CountryRules.All);
    }

    private static async Task<Results<Ok<Contact>, NoContent>> FindAsync(Caller caller, ContactRows contacts, CancellationToken cancellation) =>
        await contacts.FindAsync(caller.Id, cancellation) is { } contact ? TypedResults.Ok(contact) : TypedResults.NoContent();

    private static async Task<Results<Ok<Contact>, ApiProblem>> SaveAsync(ContactBody body, Caller caller, ContactRows contacts)
    {
        var check = new Validation();
        var contact = body.ToContact(check);
        if (check.Failed)
            return check.Problem;
        return await contacts.SaveAsync(caller.Id, contact, CancellationToken.None) ? TypedResults.Ok(contact) : ApiProblem.Of(ProblemKinds.Unauthenticated);
    }
}
