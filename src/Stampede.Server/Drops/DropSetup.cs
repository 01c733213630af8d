namespace Stampede.Server.Drops;

internal static class DropSetup
{
    public static IServiceCollection AddDrops(this IServiceCollection services) => services
        .AddSingleton<DropAddresses>()
        .AddSingleton<DropAnswers>()
        .AddSingleton<DropCommands>();
}
