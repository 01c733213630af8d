using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>A person with a device: finds things by what they are and what they are called, and waits as long as a person would.</summary>
internal sealed partial class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<string> refusals = new();

    private readonly ConcurrentBag<IWebSocket> sockets = [];

    private Visitor(IBrowserContext context, IPage page) => (Context, Page) = (context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the browser found wrong with the pages: errors, and what the Content-Security-Policy stopped.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>Answers of 4xx that the browser's console tells of.</summary>
    public IReadOnlyCollection<string> Refusals => refusals;

    /// <summary>Live connections of the page that is open.</summary>
    public int OpenSockets => sockets.Count(socket => !socket.IsClosed);

    public static async Task<Visitor> ArriveAsync(IBrowser browser, Uri shop, BrowserNewContextOptions device)
    {
        device.BaseURL = shop.ToString();
        device.Locale = "en-US";
        device.TimezoneId = "America/New_York";
        var context = await browser.NewContextAsync(device);
        context.SetDefaultTimeout(60_000);
        var visitor = new Visitor(context, await context.NewPageAsync());
        visitor.Page.WebSocket += (_, socket) => visitor.sockets.Add(socket);
        context.Console += (_, message) => visitor.Hear(message);
        context.WebError += (_, error) => visitor.complaints.Enqueue($"{error.Page?.Url}: {error.Error}");
        return visitor;
    }

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    public ILocator Field(string name) => Page.GetByLabel(name, new() { Exact = true });

    /// <summary>What the big button says when there is nothing to press.</summary>
    public ILocator Says(string words) => Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new($"^{Regex.Escape(words)}$") });

    public ILocator Size(string label) => Page.GetByRole(AriaRole.Radio, new() { NameRegex = new($"^{Regex.Escape(label)}") });

    public ILocator Reserve => Button("Reserve");

    /// <summary>The bar that is on every page while something is on hold.</summary>
    public ILocator Hold => Page.GetByRole(AriaRole.Region, new() { Name = "On hold for you" });

    /// <summary>What the line has set aside wants a yes.</summary>
    public ILocator Yes => Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Yes, I take it") });

    public ILocator Complete => Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Complete purchase") });

    /// <summary>In place of <see cref="Complete"/>, where the drop is paid for.</summary>
    public ILocator Pay => Page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Pay \$") });

    public ILocator Receipt => Heading("It’s yours.");

    public Task GoAsync(string path) => Page.GotoAsync(path);

    /// <summary>Signed in on this device without a form: for tests that are about something else.</summary>
    public Task BeGuestAsync(string name) => PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = name });

    public Task BeOperatorAsync() =>
        PostAsync("/api/v1/accounts/sign-in?useCookies=true", new { email = ServerProcess.OperatorEmail, password = ServerProcess.OperatorPassword });

    /// <summary>A call of this device, with its cookies.</summary>
    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        var answer = await Context.APIRequest.PostAsync(path, new() { DataObject = body ?? new { } });
        answer.Ok.ShouldBeTrue(await answer.TextAsync());
        return (await answer.BodyAsync()).Length == 0 ? default : (await answer.JsonAsync())!.Value;
    }

    /// <summary>A call that is refused by the state of things.</summary>
    public async Task PostRefusedAsync(string path) => (await Context.APIRequest.PostAsync(path, new() { DataObject = new { } })).Status.ShouldBe(409);

    public async Task ReserveAsync(Drop drop, string? size = null)
    {
        await GoAsync(drop.Path);
        if (size is not null)
            await Size(size).CheckAsync();
        await Reserve.ClickAsync();
        await Expect(Hold).ToBeVisibleAsync();
    }

    public async Task BuyAsync()
    {
        await ReadTheOrderAsync();
        await Complete.ClickAsync();
        await Expect(Receipt).ToBeVisibleAsync();
    }

    /// <summary>One tap does not give it away: it is asked for once more, in another place.</summary>
    public async Task LetGoAsync()
    {
        await Button("Let it go").ClickAsync();
        await Expect(Button("Keep it")).ToBeFocusedAsync();
        await Button("Yes, let it go").ClickAsync();
        await Expect(Hold).ToBeHiddenAsync();
    }

    /// <summary>Until the countdown has moved twice: a press that comes sooner is the second half of a double click, and buys nothing.</summary>
    public Task ReadTheOrderAsync() => ReadAsync(Complete);

    public static async Task ReadAsync(ILocator countdown)
    {
        for (var moved = 0; moved < 2; moved++)
            await Expect(countdown).Not.ToHaveTextAsync((await countdown.TextContentAsync())!);
    }

    /// <summary>What the button counts down to, in seconds.</summary>
    public static async Task<int> SecondsLeftAsync(ILocator countdown)
    {
        await Expect(countdown).ToContainTextAsync(Clock());
        var clock = Clock().Match(await countdown.InnerTextAsync());
        return (int.Parse(clock.Groups[1].ValueSpan, null) * 60) + int.Parse(clock.Groups[2].ValueSpan, null);
    }

    /// <summary>With the Tab key alone.</summary>
    public async Task TabToAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var presses = 0; presses < 60; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
            await Page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"The Tab key does not lead to {target}.");
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private void Hear(IConsoleMessage message)
    {
        // A refusal is an answer; that the browser lists it says nothing about the page. Nor that there is no such page, where that is what it says.
        var isRefusal = Refusal().IsMatch(message.Text)
            && (message.Location.Contains("/api/v1/", StringComparison.Ordinal) || message.Location.StartsWith($"{message.Page?.Url}:", StringComparison.Ordinal));
        if (message.Type == "error")
            (isRefusal ? refusals : complaints).Enqueue($"{message.Page?.Url}: {message.Text} ({message.Location})");
    }

    [GeneratedRegex(@"(\d\d):(\d\d)")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^Failed to load resource: the server responded with a status of 4\d\d")]
    private static partial Regex Refusal();
}
