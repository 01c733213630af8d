using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stampede.Client;

public sealed partial class StampedeClient
{
    /// <param name="dropId">Its id or slug, here and everywhere.</param>
    public Task<Drop> GetDropAsync(string dropId, CancellationToken cancellation = default) =>
        GetAsync($"drops/{Part(dropId)}", ClientJson.Default.Drop, cancellation);

    /// <summary>Takes stock aside until <see cref="Reservation.ExpiresAt"/>.</summary>
    /// <param name="variantId">May be left out where the drop has one size.</param>
    /// <param name="key">Names this wish: sent again with it, after a crash too, it gives the first answer. Null: each call is a wish of its own.</param>
    public Task<Reservation> ReserveAsync(string dropId, string? variantId = null, int quantity = 1, string? key = null, CancellationToken cancellation = default) =>
        PostAsync($"drops/{Part(dropId)}/reservations", JsonContent.Create(new(variantId, quantity), ClientJson.Default.ReserveBody), key, ClientJson.Default.Reservation, cancellation);

    public Task<Reservation> GetReservationAsync(string dropId, string reservationId, CancellationToken cancellation = default) =>
        GetAsync(Of(dropId, reservationId), ClientJson.Default.Reservation, cancellation);

    /// <summary>Gives the stock back.</summary>
    public Task<Reservation> CancelAsync(string dropId, string reservationId, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, Of(dropId, reservationId), null, null, ClientJson.Default.Reservation, cancellation);

    /// <summary>Buys what costs nothing, or needs no payment here. Once, however often it is called.</summary>
    public Task<Purchase> BuyAsync(string dropId, string reservationId, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, $"{Of(dropId, reservationId)}/purchase", null, null, ClientJson.Default.Purchase, cancellation);

    /// <summary>Begins to pay. It is bought once <see cref="Payment.PurchaseId"/> is there.</summary>
    /// <param name="means">What the shop's provider takes: a confirmation token of Stripe's, a card of the test provider.</param>
    public Task<Payment> PayAsync(string dropId, string reservationId, PaymentMeans means, string? key = null, CancellationToken cancellation = default) =>
        PostAsync($"{Of(dropId, reservationId)}/payment", JsonContent.Create(means, ClientJson.Default.PaymentMeans), key, ClientJson.Default.Payment, cancellation);

    public Task<Payment> GetPaymentAsync(string dropId, string reservationId, CancellationToken cancellation = default) =>
        GetAsync($"{Of(dropId, reservationId)}/payment", ClientJson.Default.Payment, cancellation);

    /// <summary>The session of somebody with an account. See <see cref="As"/>.</summary>
    public Task<Session> SignInAsync(string email, string password, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "accounts/sign-in", JsonContent.Create(new(email, password), ClientJson.Default.SignInBody), null, ClientJson.Default.Session, cancellation);

    public Task<Drop> CreateDropAsync(NewDrop drop, string? key = null, CancellationToken cancellation = default) =>
        PostAsync("drops", JsonContent.Create(drop, ClientJson.Default.NewDrop), key, ClientJson.Default.Drop, cancellation);

    /// <param name="change">What is absent stays as it is, and null clears.</param>
    public Task<Drop> ChangeDropAsync(string dropId, JsonObject change, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Patch, $"drops/{Part(dropId)}", JsonContent.Create(change, ClientJson.Default.JsonNode), null, ClientJson.Default.Drop, cancellation);

    /// <param name="verb">publish, pause, resume or end.</param>
    public Task<Drop> RunDropAsync(string dropId, string verb, CancellationToken cancellation = default) =>
        PostAsync($"drops/{Part(dropId)}/{Part(verb)}", null, null, ClientJson.Default.Drop, cancellation);

    /// <summary>Makes a key for a machine. Keep it: it is shown in this answer alone.</summary>
    public Task<NewKey> MakeKeyAsync(string name, IReadOnlyList<string> scopes, CancellationToken cancellation = default) =>
        PostAsync("keys", JsonContent.Create(new(name, scopes), ClientJson.Default.KeyBody), null, ClientJson.Default.NewKey, cancellation);

    /// <summary>What happened in the shop, in order. See <see cref="ShopEvent"/>.</summary>
    /// <param name="after">The <see cref="EventPage.Next"/> of the answer before, or an event's id. Null: from the beginning.</param>
    /// <param name="types">Null: all but those of holds.</param>
    public Task<EventPage> GetEventsAsync(string? after = null, IEnumerable<string>? types = null, CancellationToken cancellation = default) =>
        GetAsync($"events?after={Part(after ?? "")}&types={Part(string.Join(',', types ?? []))}", ClientJson.Default.EventPage, cancellation);

    /// <summary>All items of a list, page by page.</summary>
    /// <param name="path">Below <c>/api/v1/</c>, with its query but for the cursor.</param>
    /// <param name="cursor">What the list calls its cursor: <c>after</c> for movements and events.</param>
    public async IAsyncEnumerable<JsonElement> ListAsync(string path, string cursor = "cursor", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (string? next = null; ;)
        {
            var page = await GetAsync(next is null ? path : $"{path}{(path.Contains('?') ? '&' : '?')}{cursor}={Part(next)}", ClientJson.Default.JsonElement, cancellation);
            foreach (var item in page.GetProperty("items").EnumerateArray())
                yield return item;
            // Events always have a next one, to ask again with later.
            var isOver = page.TryGetProperty("more", out var more) && more.ValueKind == JsonValueKind.False;
            var following = !isOver && page.TryGetProperty("next", out var found) && found.ValueKind != JsonValueKind.Null ? found.ToString() : null;
            if (following is null)
                yield break;
            if (following == next)
                throw new InvalidOperationException($"{path} does not go on: its next page is this one.");
            next = following;
        }
    }

    private static string Of(string dropId, string reservationId) => $"drops/{Part(dropId)}/reservations/{Part(reservationId)}";
}
