using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Stampede.Server.Accounts;

namespace Stampede.Server.Hosting;

/// <summary>What a newcomer reads once the server listens.</summary>
internal static class StartupBanner
{
    public static void Print(WebApplication app, Storage storage, FirstOperator? firstOperator)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault() ?? "";
        var signIn = firstOperator switch
        {
            null => "  operator   as set up before (forgotten? start once with Stampede__Operator__Email and Stampede__Operator__Password)",
            { IsGenerated: true } => $"  operator   {firstOperator.Email}  password {firstOperator.Password}  (shown this once)",
            _ => $"  operator   {firstOperator.Email}",
        };
        // What each does is written beside it on the page.
        var cards = app.Services.GetRequiredService<PaymentSettings>().Provider == PaymentSettings.Test
            ? $"{Environment.NewLine}  test cards 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks, 4000 0000 0000 9999 is slow"
            : "";
        Console.WriteLine($"""

            Stampede is open at {string.Join(" ", addresses)}

            {signIn}
              shop       {address}/
              console    {address}/operate
              API        {address}/docs
              database   {(storage.IsEmbedded ? "a PostgreSQL of its own, in the data directory" : "as named by ConnectionStrings__Stampede")}{cards}

            Try:  curl {address}/api/v1/drops
            Ctrl-C stops everything that was started.

            """);
    }

    /// <summary>A password that was made by a start that then failed: nobody would ever be told it.</summary>
    public static void PrintUnheard(FirstOperator? firstOperator)
    {
        if (firstOperator is { IsGenerated: true })
            Console.WriteLine($"  operator   {firstOperator.Email}  password {firstOperator.Password}  (shown this once)");
    }
}
