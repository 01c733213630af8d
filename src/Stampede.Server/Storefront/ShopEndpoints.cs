using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Storefront;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Storefront;

/// <summary>Who the shop is: shown to everybody, changed by operators.</summary>
internal static class ShopEndpoints
{
    /// <summary>For caches between: a change is seen by everybody within two seconds.</summary>
    private const int MaxAgeSeconds = 1;

    /// <summary>Needs the storage and the drops.</summary>
    public static IServiceCollection AddShop(this IServiceCollection services) => services
        .AddSingleton(provider => new ShopRow(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton<ShopIdentity>()
        .AddSingleton(provider => new CoalescedReads<int, IReadOnlyList<string>>(new SitemapReads(provider.GetRequiredService<ConnectionPools>().Reads).ListSlugsAsync))
        .AddSingleton(_ => WebFiles.Load(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
        .AddSingleton<StorefrontPages>()
        .AddSingleton<ShopIcons>()
        .AddHostedService(provider => provider.GetRequiredService<ShopIdentity>());

    public static void MapShop(this IEndpointRouteBuilder routes)
    {
        routes.MapSiteFiles();
        routes.MapReturn();
        var shop = routes.MapGroup("/api/v1/shop").WithTags("Shop");
        shop.MapGet("/", Find).WithName("GetShop").WithSummary("Who the shop is");
        shop.MapGet("/legal/{page}", FindLegal).WithName("GetLegalPage").WithSummary("The imprint, or privacy, terms or returns").WithProblems("not_found");

        var operators = shop.MapGroup("").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        operators.MapPut("/", ChangeAsync).WithName("ChangeShop").WithSummary("Says who the shop is; what is left out is taken away")
            .WithProblems("validation_failed", "shop_changed")
            .WithExample("""{"name": "Kiln & Co", "accent": {"light": "#1a5fb4", "dark": "#8ab8ff"}, "supportEmail": "help@shop.example"}""");
        operators.MapGet("/legal/{page}/source", FindSourceAsync).WithName("GetLegalSource").WithSummary("A legal page as it was written").WithProblems("not_found");
        operators.MapPut("/legal/{page}", ChangeLegalAsync).WithName("ChangeLegalPage").WithSummary("Writes a legal page; without a text, takes it away")
            .WithMetadata(new RequestSizeLimitAttribute(ShopRules.LegalBytesMax))
            .WithProblems("validation_failed", "shop_changed", "not_found")
            .WithExample("""{"en": "# Kiln & Co\n\nA street 1, A town"}""");
        operators.MapGet("/letters", ListLettersAsync).WithName("ListLetterWords").WithSummary("What the shop says of its own in its emails, and how they look");
        operators.MapPut("/letters/{kind}", ChangeLetterAsync).WithName("ChangeLetterWords").WithSummary("Writes the shop's own words in emails of one kind; without a text, takes them away")
            .WithProblems("validation_failed", "shop_changed", "not_found")
            .WithExample("""{"en": "We pack by hand, and send within two days."}""");
    }

    private static PreparedJsonResult<ShopAnswer> Find(ShopIdentity identity)
    {
        var shop = identity.Current;
        return new(shop.Json) { ETag = $"\"{shop.Version}\"", MaxAgeSeconds = MaxAgeSeconds };
    }

    /// <param name="language">Absent: the shop's own.</param>
    private static Results<Ok<LegalPageAnswer>, ApiProblem> FindLegal(string page, string? language, ShopIdentity identity) =>
        PageOf(page) is { } named && identity.Current.FindLegal(named, language) is { } text
            ? TypedResults.Ok(new LegalPageAnswer(text.Page, text.Language, text.Html))
            : ApiProblem.Of(ProblemKinds.NotFound);

    private static async Task<Results<Ok<LegalSource>, ApiProblem>> FindSourceAsync(string page, ShopIdentity identity, CancellationToken cancellation)
    {
        if (PageOf(page) is not { } named)
            return ApiProblem.Of(ProblemKinds.NotFound);
        return TypedResults.Ok(SourceOf(await identity.RefreshAsync(cancellation), named));
    }

    private static async Task<Results<Ok<ShopAnswer>, ApiProblem>> ChangeAsync(
        ShopBody body, ShopIdentity identity, PictureRows pictures, CancellationToken cancellation)
    {
        var check = new Validation();
        check.FieldsOf<ShopBody>().Range(nameof(body.Version), body.Version, 1);
        var profile = body.ToProfile(check);
        if (check.Failed)
            return check.Problem;
        if (profile.LogoUrl is { } url && PictureEndpoints.IdOf(url) is { } logo)
        {
            if (!(await pictures.FindShapesAsync([logo], cancellation)).TryGetValue(logo, out var shape))
                return ApiProblem.Invalid("logoUrl", "There is no such picture.");
            profile = profile with { LogoShape = shape };
        }

        var wanted = ShopRow.ProfileText(profile);
        var changed = await identity.ChangeAsync(
            body.Version, shop => shop with { Profile = profile }, shop => ShopRow.ProfileText(shop.Profile) == wanted, cancellation);
        return changed is null ? ApiProblem.Of(ProblemKinds.ShopChanged) : TypedResults.Ok(changed.Answer);
    }

    private static async Task<Results<Ok<LegalSource>, ApiProblem>> ChangeLegalAsync(
        string page, LegalPageBody body, ShopIdentity identity, CancellationToken cancellation)
    {
        if (PageOf(page) is not { } named)
            return ApiProblem.Of(ProblemKinds.NotFound);
        var check = new Validation();
        check.FieldsOf<LegalPageBody>().Range(nameof(body.Version), body.Version, 1);
        var text = body.ToText(check);
        if (check.Failed)
            return check.Problem;
        var changed = await identity.ChangeAsync(
            body.Version, shop => shop.With(named, text), shop => shop.Legal.GetValueOrDefault(named, LocalText.None) == text, cancellation);
        return changed is null ? ApiProblem.Of(ProblemKinds.ShopChanged) : TypedResults.Ok(SourceOf(changed, named));
    }

    private static async Task<Ok<LetterWordsList>> ListLettersAsync(
        ShopIdentity identity, LetterSamples samples, StampedeSettings settings, HttpRequest request, CancellationToken cancellation)
    {
        var shop = await identity.RefreshAsync(cancellation);
        var publicUrl = settings.AddressOf(request);
        return TypedResults.Ok(new LetterWordsList(shop.Version, [.. LetterKinds.ToCustomers.Select(kind => new LetterWords(
            kind, shop.Stored.WordsOf(kind), LocalText.Languages.ToDictionary(language => language, language => samples.Of(kind, language, shop, publicUrl))))]));
    }

    private static async Task<Results<Ok<SavedLetterWords>, ApiProblem>> ChangeLetterAsync(
        string kind, LetterWordsBody body, ShopIdentity identity, HttpContext context, CancellationToken cancellation)
    {
        if (!Names.TryParse(kind, out LetterKind named) || !LetterKinds.ToCustomers.Contains(named))
            return ApiProblem.Of(ProblemKinds.NotFound);
        var check = new Validation();
        check.FieldsOf<LetterWordsBody>().Range(nameof(body.Version), body.Version, 1);
        var words = body.ToText(check);
        if (check.Failed)
            return check.Problem;
        OperatorCall.Of(context).Summary = kind;
        var changed = await identity.ChangeAsync(body.Version, shop => shop.With(named, words), shop => shop.WordsOf(named) == words, cancellation);
        return changed is null ? ApiProblem.Of(ProblemKinds.ShopChanged) : TypedResults.Ok(new SavedLetterWords(changed.Version, named, changed.Stored.WordsOf(named)));
    }

    private static LegalSource SourceOf(CurrentShop shop, LegalPage page) => new(shop.Version, page, shop.Stored.Legal.GetValueOrDefault(page, LocalText.None));

    private static LegalPage? PageOf(string name) => new Validation().Choice<LegalPage>("page", name);
}
