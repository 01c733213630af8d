using Stampede.Server.Json;
using Stampede.Server.Problems;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddApiJson()
    .AddProblems();

var app = builder.Build();
app.UseProblems();
app.MapProblems();
app.Run();
