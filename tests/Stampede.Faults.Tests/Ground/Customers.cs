using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Stampede.Faults.Tests.Histories;

namespace Stampede.Faults.Tests.Ground;

/// <summary>A customer who is signed in.</summary>
internal sealed record Customer(Guid Id, string Token);

/// <summary>What customers may ask of a drop, one try at a time, each written down with what came of it.</summary>
/// <param name="patience">How long a customer waits for an answer.</param>
internal sealed class Counter(Recorder recorder, Guid drop, TimeSpan patience)
{
    public Task<Operation> ReserveAsync(Node node, Customer customer, string key, int quantity, Guid variant) =>
        TryAsync(node, Kind.Reserve, customer, key, quantity, HttpMethod.Post, "", new { variantId = variant, quantity });

    public Task<Operation> BuyAsync(Node node, Customer customer, Guid reservation) =>
        TryAsync(node, Kind.Purchase, customer, reservation.ToString(), 0, HttpMethod.Post, $"/{reservation}/purchase", null);

    public Task<Operation> CancelAsync(Node node, Customer customer, Guid reservation) =>
        TryAsync(node, Kind.Cancel, customer, reservation.ToString(), 0, HttpMethod.Delete, $"/{reservation}", null);

    private async Task<Operation> TryAsync(Node node, Kind kind, Customer customer, string subject, int quantity, HttpMethod method, string path, object? body)
    {
        var invokedAt = recorder.Now;
        Operation Came(Outcome outcome) => new(kind, customer.Id, subject, quantity, invokedAt, recorder.Now, outcome) { Node = node.Number };
        using var bounded = new CancellationTokenSource(patience);
        Operation operation;
        try
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/drops/{drop}/reservations{path}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", customer.Token);
            if (kind == Kind.Reserve)
                request.Headers.Add("Idempotency-Key", subject);
            if (body is not null)
                request.Content = JsonContent.Create(body);
            using var response = await node.Client.SendAsync(request, bounded.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(bounded.Token);
            operation = Read(Came(Outcome.Unknown) with { Status = (int)response.StatusCode, HasRetryAfter = response.Headers.RetryAfter is not null }, answer);
        }
        catch (OperationCanceledException)
        {
            operation = Came(Outcome.Unknown) with { TimedOut = true };
        }
        catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
        {
            operation = Came(Outcome.Unsent);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or ObjectDisposedException)
        {
            operation = Came(Outcome.Unknown);
        }

        recorder.Add(operation);
        return operation;
    }

    private static Operation Read(Operation operation, byte[] answer)
    {
        JsonElement json;
        try
        {
            json = JsonSerializer.Deserialize<JsonElement>(answer);
        }
        catch (JsonException)
        {
            return operation with { Code = $"not JSON: {System.Text.Encoding.UTF8.GetString(answer)}" };
        }

        if (operation.Status is (int)HttpStatusCode.OK or (int)HttpStatusCode.Created)
        {
            var id = json.GetProperty("id").GetGuid();
            return operation with
            {
                Outcome = Outcome.Ok,
                Reply = new Reply(
                    id,
                    json.TryGetProperty("reservationId", out var reservation) ? reservation.GetGuid() : id,
                    json.GetProperty("quantity").GetInt32(),
                    json.TryGetProperty("dropVersion", out var version) ? version.GetInt64() : null,
                    Time(json, "createdAt") ?? Time(json, "purchasedAt"),
                    Time(json, "expiresAt"),
                    json.TryGetProperty("status", out var status) ? status.GetString() : null),
            };
        }

        var code = json.TryGetProperty("code", out var named) ? named.GetString() : null;
        return operation with { Code = code, Outcome = operation.Status < 500 || code == "overloaded" ? Outcome.Fail : Outcome.Unknown };
    }

    private static DateTimeOffset? Time(JsonElement json, string name) => json.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : null;
}
