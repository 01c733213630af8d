using Stampede.Postgres.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Drops;

internal static class DropSetup
{
    public static IServiceCollection AddDrops(this IServiceCollection services) => services
        .AddSingleton<DropAddresses>()
        .AddSingleton(provider => new DropStandings(provider.GetRequiredService<DropStandingReads>().FindAsync))
        .AddSingleton<DropGate>()
        .AddSingleton<Cursors>()
        .AddSingleton<DropAnswers>()
        .AddSingleton<DropCommands>();
}
