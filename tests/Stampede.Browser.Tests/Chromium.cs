[assembly: AssemblyFixture(typeof(Stampede.Browser.Tests.Chromium))]

namespace Stampede.Browser.Tests;

/// <summary>One installed browser for all tests; every person in them has a context of their own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;

    internal IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),
            // Root has no sandbox to run in; the rest keeps the browser from doing anything of its own.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        // For a machine that is busy with other tests too.
        SetDefaultExpectTimeout(60_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }, Path.Combine)
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("The browser tests need chromium on the PATH (on Debian: apt-get install chromium).");
}
