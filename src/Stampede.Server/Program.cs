using Npgsql;
using Stampede.Server.Accounts;
using Stampede.Server.Edge;
using Stampede.Server.Json;
using Stampede.Server.Problems;
using Stampede.Server.Settings;

var builder = WebApplication.CreateBuilder(args);
StampedeSettings settings;
try
{
    settings = StampedeSettings.Load(builder.Configuration);
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}

builder.AddEdge(settings);
builder.Services
    .AddSingleton(NpgsqlDataSource.Create(settings.ConnectionString ?? ""))
    .AddApiJson()
    .AddProblems()
    .AddAccounts();

var app = builder.Build();
app.UseEdge();
app.MapProblems();
app.MapAccounts();

if (await app.Services.PrepareAccountsAsync() is { } first)
    Console.WriteLine($"Operator: {first.Email} {first.Password}");
await app.RunAsync();
return 0;
