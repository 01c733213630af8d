using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Stampede.Domain;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <summary>
/// Writes what somebody did in the console into the history, once it is done and before it is answered. An answer that was given
/// before, a refusal, and what was so already are no news. What cannot be written is in the log in its place: the effect stands.
/// </summary>
internal sealed partial class HistoryFilter(HistoryRows history, DropLookup addresses, IOptions<JsonOptions> json, ILogger<HistoryFilter> log) : IEndpointFilter
{
    // They name a person, or open something.
    private static readonly HashSet<string> Unsaid = ["email", "password", "token", "code", "credential", "state", "signature", "randomness", "entryIds"];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var result = await next(invocation);
        if (HttpMethods.IsGet(context.Request.Method) || IsRefusal(result) || Caller.Of(context.User) is not { } caller || !(caller.IsOfShop || caller.IsMachine))
            return result;
        var call = OperatorCall.Of(context);
        if (call.HadNoEffect || call.Answer is KeptResult { IsAgain: true })
            return result;
        var what = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "unnamed";
        try
        {
            IReadOnlyCollection<HistoryEntry> entries = call.Deeds.Count > 0
                ? call.Deeds
                : [new(what, call.About ?? await SubjectOfAsync(context), call.Summary ?? SummaryOf(invocation.Arguments))];
            await history.AddAsync(caller.Id, caller.Role is { } role ? Names.Of(role) : "key", entries, PrefixOf(context.Connection.RemoteIpAddress), CancellationToken.None);
        }
        catch (Exception fault) when (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException)
        {
            Unwritten(what, caller.Id.Value, fault.Message);
        }

        return result;
    }

    /// <returns>As much of the address as tells a network: of IPv4 three bytes, of IPv6 six.</returns>
    public static string? PrefixOf(IPAddress? address)
    {
        if (address is null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    private static bool IsRefusal(object? result) => result is IResult answer && (answer is INestedHttpResult nested ? nested.Result : answer) is ApiProblem;

    private async ValueTask<HistorySubject?> SubjectOfAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        if (values.TryGetValue("dropId", out var drop) && await addresses.FindAsync(drop?.ToString() ?? "", CancellationToken.None) is { } found)
            return HistorySubject.Of(found);
        return values.TryGetValue("paymentId", out var payment) && Guid.TryParse(payment?.ToString(), out var id) ? new("payment", id)
            : values.TryGetValue("orderId", out var order) && Guid.TryParse(order?.ToString(), out id) ? new("order", id)
            : values.TryGetValue("accountId", out var account) && Guid.TryParse(account?.ToString(), out id) ? new("account", id)
            : values.TryGetValue("webhookId", out var webhook) && Guid.TryParse(webhook?.ToString(), out id) ? new("webhook", id)
            : values.TryGetValue("invitationId", out var invitation) && Guid.TryParse(invitation?.ToString(), out id) ? new("invitation", id)
            : null;
    }

    /// <summary>The plain fields of the body, such as: change: 20, reason: A pallet more.</summary>
    private string SummaryOf(IEnumerable<object?> arguments)
    {
        if (arguments.FirstOrDefault(argument => argument?.GetType().Name.EndsWith("Body", StringComparison.Ordinal) is true) is not { } body
            || JsonSerializer.SerializeToNode(body, json.Value.SerializerOptions.GetTypeInfo(body.GetType())) is not JsonObject fields)
            return "";
        var line = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (value is not JsonValue || Unsaid.Contains(name) || line.Length > HistoryRows.SummaryLengthMax)
                continue;
            line.Append(line.Length > 0 ? ", " : "").Append(name).Append(": ").Append(value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
        }

        return line.ToString();
    }

    [LoggerMessage(1, LogLevel.Error, "The history lacks {What} by account {Account}: {Reason}")]
    private partial void Unwritten(string what, Guid account, string reason);
}
