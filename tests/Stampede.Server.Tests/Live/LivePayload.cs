using System.Text.Json;

namespace Stampede.Server.Tests.Live;

internal static class LivePayload
{
    public static string[] NamesOf(JsonElement payload) => [.. payload.EnumerateObject().Select(p => p.Name)];

    public static (int Total, int Available, int Held, int Sold) CountsOf(JsonElement variant) => (
        variant.GetProperty("total").GetInt32(), variant.GetProperty("available").GetInt32(),
        variant.GetProperty("held").GetInt32(), variant.GetProperty("sold").GetInt32());
}
