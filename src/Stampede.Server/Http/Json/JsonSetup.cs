using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;

namespace Stampede.Server.Http;

internal static class JsonSetup
{
    public static IServiceCollection AddApiJson(this IServiceCollection services) =>
        services.Configure<JsonOptions>(options =>
        {
            var serializer = options.SerializerOptions;
            serializer.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A context's own converters are not taken along with it.
            foreach (var converter in ApiJson.Default.Options.Converters)
                serializer.Converters.Add(converter);
            serializer.NumberHandling = JsonNumberHandling.Strict; // "5" is text.
            serializer.AllowDuplicateProperties = false;
            serializer.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow; // A slip of the pen must not pass for done.
            serializer.MaxDepth = 16;
        });
}
