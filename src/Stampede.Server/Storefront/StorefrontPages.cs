using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <summary>
/// The web app's page for each address: with its own title, with what search engines and messengers show of it, and with the data that
/// the app would ask for next. A page is made once a second at most, whatever the crowd that opens it.
/// </summary>
internal sealed class StorefrontPages(
    WebFiles files, ShopIdentity identity, DropLookup addresses, DropAnswers drops, StampedeSettings settings) : IDisposable
{
    /// <summary>Pages in memory: drops, in two languages, as callers spell the shop's address.</summary>
    private const int PagesMax = 2_000;

    /// <summary>Of JSON in a page: what is longer is asked for by the app itself.</summary>
    private const int DataBytesMax = 96 * 1024;

    /// <summary>As the home page asks for them.</summary>
    // Of those to come the first to open is shown at once, however many there are.
    private static readonly (DropStatus Status, DropSort Sort, int Limit)[] Shelves =
    [
        (DropStatus.Live, DropSort.Newest, 100), (DropStatus.Paused, DropSort.Newest, 100), (DropStatus.Upcoming, DropSort.StartsAt, 100),
        (DropStatus.Ended, DropSort.Newest, 12),
    ];

    private static readonly TimeSpan KeptTime = TimeSpan.FromSeconds(1);

    private readonly PageTemplate? template = PageTemplate.Of(files, settings.PathBase);
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = PagesMax });

    public void Dispose() => kept.Dispose();

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        if (template is null)
            return ApiProblem.Of(ProblemKinds.NotFound);
        var shop = identity.Current;
        var wanted = new Wanted(
            context.Request.Path == PageTemplate.Path ? "/" : context.Request.Path.Value!, LanguageOf(context.Request, shop), settings.AddressOf(context.Request), shop.Version);
        var page = await FindAsync(wanted, shop, context);
        context.Response.StatusCode = page.Status;
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return page.File.Answer(context, page.IsForAll ? WebFile.AskFirst : "no-store");
    }

    private async Task<Page> FindAsync(Wanted wanted, CurrentShop shop, HttpContext context)
    {
        if (!PageAddresses.Contain(wanted.Path))
            return Plain(wanted, shop, StatusCodes.Status404NotFound);
        try
        {
            if (PageAddresses.DropOf(wanted.Path) is { } address)
            {
                var id = await addresses.FindAsync(address, context.RequestAborted);
                var answer = id is { } drop ? await KeepAsync(wanted with { Path = $"/drops/{drop}" }, () => DropAsync(drop, address, wanted, shop), context) : null;
                // A draft is there for operators alone, and is in no page that others might be given.
                return answer is not null ? answer
                    : id is not null && Caller.Of(context.User) is { IsOfShop: true } ? Plain(wanted, shop, StatusCodes.Status200OK) with { IsForAll = false }
                    : Plain(wanted, shop, StatusCodes.Status404NotFound);
            }

            if (wanted.Path == "/")
                return (await KeepAsync(wanted, async () => await HomeAsync(wanted, shop), context))!;
        }
        catch (Exception fault) when (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException || (fault is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            // The app is shown all the same, and says itself what is missing.
            return Plain(wanted, shop, StatusCodes.Status200OK) with { IsForAll = false };
        }

        if (PageAddresses.IsLegal(wanted.Path))
        {
            return PageAddresses.LegalOf(wanted.Path) is { } legal && shop.FindLegal(legal, wanted.Language) is { } text
                ? (await KeepAsync(wanted, () => Task.FromResult<Page?>(Legal(text, wanted, shop)), context))!
                : Plain(wanted, shop, StatusCodes.Status404NotFound);
        }

        return (await KeepAsync(wanted with { Path = wanted.Path == "/verify" ? wanted.Path : "/any" }, () => Task.FromResult<Page?>(Plain(wanted, shop, StatusCodes.Status200OK)), context))!;
    }

    /// <summary>Made once for all who ask within a second.</summary>
    private async Task<Page?> KeepAsync(Wanted wanted, Func<Task<Page?>> make, HttpContext context)
    {
        if (kept.TryGetValue(wanted, out Lazy<Task<Page?>>? known))
            return await known!.Value.WaitAsync(context.RequestAborted);
        var made = new Lazy<Task<Page?>>(make);
        kept.Set(wanted, made, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeptTime });
        try
        {
            return await made.Value.WaitAsync(context.RequestAborted);
        }
        catch when (made is { IsValueCreated: true, Value.IsFaulted: true })
        {
            kept.Remove(wanted);
            throw;
        }
    }

    /// <returns>Null: there is no such drop, or it is a draft.</returns>
    private async Task<Page?> DropAsync(DropId id, string address, Wanted wanted, CurrentShop shop)
    {
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        if (await drops.FindAsync(id, bounded.Token) is not { Drop: { Status: not DropStatus.Draft } drop } answer)
            return null;
        var head = new PageHead(shop, wanted.Address, settings.PathBase, wanted.Language) { Title = drop.Name, Path = $"/drops/{drop.Slug}" }.OfDrop(drop);
        string[] chunks = [.. new[] { drop.Pictures.Count > 1 ? "Gallery" : null, drop.SizeGuide is null ? null : "SizeGuide" }.OfType<string>()];
        return Make(wanted, shop, head, StatusCodes.Status200OK, chunks, ("drop", answer.Json.Plain));
    }

    private async Task<Page?> HomeAsync(Wanted wanted, CurrentShop shop)
    {
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var data = new List<(string, byte[])>();
        foreach (var (status, sort, limit) in Shelves)
            data.Add((Names.Of(status), (await drops.ListAsync(new(status, WithDrafts: false, Sort: sort), limit, bounded.Token)).Plain));
        var head = new PageHead(shop, wanted.Address, settings.PathBase, wanted.Language) { Path = "/" };
        return Make(wanted, shop, head, StatusCodes.Status200OK, [], [.. data]);
    }

    private Page Legal(LegalText text, Wanted wanted, CurrentShop shop)
    {
        var head = new PageHead(shop, wanted.Address, settings.PathBase, wanted.Language) { Title = PageWords.Of(text.Page, wanted.Language), Path = $"/legal/{Names.Of(text.Page)}" };
        return Make(wanted, shop, head, StatusCodes.Status200OK, ["LegalPage"]);
    }

    /// <summary>A page of which there is nothing to say, or that is not there.</summary>
    private Page Plain(Wanted wanted, CurrentShop shop, int status)
    {
        var isThere = status == StatusCodes.Status200OK;
        var title = !isThere ? PageWords.NotFound(wanted.Language) : wanted.Path == "/verify" ? PageWords.Verify(wanted.Language) : null;
        var head = new PageHead(shop, wanted.Address, settings.PathBase, wanted.Language) { Title = title, Path = wanted.Path, IsForSearch = isThere && !PageAddresses.IsPrivate(wanted.Path) && wanted.Path == "/verify" };
        return Make(wanted, shop, head, status, []);
    }

    private Page Make(Wanted wanted, CurrentShop shop, PageHead head, int status, string[] chunks, params ReadOnlySpan<(string Name, byte[] Json)> parts)
    {
        var data = new StringBuilder("{\"shop\":").Append(Escaped(shop.Json.Plain));
        var length = 0;
        foreach (var (name, json) in parts)
        {
            if ((length += json.Length) <= DataBytesMax)
                data.Append(",\"").Append(name).Append("\":").Append(Escaped(json));
        }

        return new Page(template!.Fill(wanted.Language, head.ToHtml(), data.Append('}').ToString(), chunks), status, IsForAll: true);
    }

    /// <summary>JSON has this character in texts alone. Escaped, no text can end the element that the JSON stands in.</summary>
    private static string Escaped(byte[] json) => Encoding.UTF8.GetString(json).Replace("<", "\\u003c", StringComparison.Ordinal);

    private static string LanguageOf(HttpRequest request, CurrentShop shop)
    {
        var wanted = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var list)
            ? list.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => one.Value.ToString().Split('-')[0].ToLowerInvariant()).FirstOrDefault(shop.Profile.Languages.Contains)
            : null;
        return shop.LanguageOf(wanted);
    }

    /// <param name="ShopVersion">Another one, another page.</param>
    private sealed record Wanted(string Path, string Language, string Address, long ShopVersion);

    /// <param name="IsForAll">Another caller may be given the same.</param>
    private sealed record Page(WebFile File, int Status, bool IsForAll);
}
