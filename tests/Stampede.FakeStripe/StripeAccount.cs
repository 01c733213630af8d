using System.Text.Json.Nodes;

namespace Stampede.FakeStripe;

/// <param name="Kept">Under the call's key. Not kept: what Stripe turned away before it began.</param>
internal sealed record Answer(int Status, JsonObject Body, bool Kept = true);

internal sealed class Charge
{
    public required string Id { get; init; }
    public required bool Failed { get; init; }
    public required DateTimeOffset Created { get; init; }
    public long CapturedAmount { get; set; }
    public long RefundedAmount { get; set; }
    public bool Captured { get; set; }
    public bool Disputed { get; set; }
}

internal sealed class Intent
{
    public required string Id { get; init; }
    public required string ClientSecret { get; init; }
    public required long Amount { get; init; }
    public required string Currency { get; init; }
    public required string CaptureMethod { get; init; }
    public required string? Description { get; init; }
    public required Dictionary<string, string> Metadata { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required string Status { get; set; }
    public string? CancellationReason { get; set; }
    public DateTimeOffset? CanceledAt { get; set; }
    public DateTimeOffset? AuthorizedAt { get; set; }
    public JsonObject? LastError { get; set; }
    public Charge? Charge { get; set; }
}

internal sealed record Refund(string Id, Intent Of, long Amount, Dictionary<string, string> Metadata, string? Reason, DateTimeOffset Created);

/// <summary>One account's payment intents and refunds, in memory, by the rules of Stripe's API reference.</summary>
internal sealed class StripeAccount(WebhookSender webhooks, TimeSpan slow)
{
    private static readonly string[] Cancellable =
        ["requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing"];

    private static readonly string[] CancellationReasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
    private static readonly TimeSpan AuthorizationLives = TimeSpan.FromDays(7);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Intent> intents = [];
    private readonly List<Intent> byAge = [];
    private readonly List<Refund> refunds = [];
    private readonly HashSet<string> usedTokens = [];

    public async Task<Answer> CreateAsync(Parameters parameters)
    {
        if (parameters["payment_method_types[0]"] is not null)
            return Invalid("payment_method_types_no_longer_supported", "Use allowed_payment_method_types.", "payment_method_types");
        if (parameters.FirstBut(
                "amount", "currency", "capture_method", "confirm", "confirmation_token", "allowed_payment_method_types", "description", "metadata",
                "return_url", "use_stripe_sdk") is { } unknown)
            return Unknown(unknown);
        if (parameters.Number("amount") is not { } amount || amount < 1)
            return Invalid("parameter_invalid_integer", "Invalid integer.", "amount");
        if (parameters["currency"] is not { Length: 3 } currency || currency.Any(letter => letter is < 'a' or > 'z'))
            return Invalid(null, "Invalid currency.", "currency");
        if (amount > 99_999_999 && currency is not ("idr" or "cop" or "inr"))
            return Invalid("amount_too_large", "Amount must be no more than 999,999.99.", "amount");
        if (amount < 50 && currency is "usd" or "eur")
            return Invalid("amount_too_small", "Amount must be at least 50 cents.", "amount");
        if (currency is "bhd" or "jod" or "kwd" or "omr" or "tnd" && amount % 10 != 0)
            return Invalid(null, "The last digit of an amount in a three-decimal currency must be 0.", "amount");
        if (parameters["capture_method"] is not ("manual" or "automatic" or null)
            || parameters.List("allowed_payment_method_types").Any(type => type != "card"))
            return Invalid(null, "Invalid capture_method or payment method type.", "capture_method");
        if (parameters["confirm"] != "true" || parameters["confirmation_token"] is not { } token)
            return Invalid("parameter_missing", "This account confirms with a confirmation_token when it creates.", "confirmation_token");
        lock (gate)
        {
            if (TokenFault(token) is { } fault)
                return fault;
        }

        if (KindOf(token) == "slow")
            await Task.Delay(slow);
        lock (gate)
        {
            var id = NewId("pi");
            var intent = new Intent
            {
                Id = id,
                ClientSecret = NewId($"{id}_secret"),
                Amount = amount,
                Currency = currency,
                CaptureMethod = parameters["capture_method"] ?? "automatic",
                Description = parameters["description"],
                Metadata = parameters.Metadata,
                Created = DateTimeOffset.UtcNow,
                Status = "requires_confirmation",
            };
            intents.Add(intent.Id, intent);
            byAge.Add(intent);
            return Confirm(intent, token, parameters);
        }
    }

    /// <summary>As a browser may, with the secret that it was given, or the shop.</summary>
    public Answer Confirm(string id, Parameters parameters)
    {
        if (parameters.FirstBut("confirmation_token", "client_secret", "return_url", "use_stripe_sdk") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent))
                return Missing("payment_intent", id);
            if (parameters["client_secret"] is { } secret && secret != intent.ClientSecret)
                return Invalid("payment_intent_invalid_parameter", "The client_secret is another intent's.", "client_secret");
            if (parameters["confirmation_token"] is not { } token)
                return Invalid("parameter_missing", "Missing required param: confirmation_token.", "confirmation_token");
            if (TokenFault(token) is { } fault)
                return fault;
            return intent.Status is "requires_payment_method" or "requires_confirmation"
                ? Confirm(intent, token, parameters)
                : Unexpected(intent, "confirm");
        }
    }

    public Answer Read(string id, Parameters parameters)
    {
        if (parameters.FirstBut("client_secret") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            return intents.TryGetValue(id, out var intent)
                ? new Answer(200, Json(intent, parameters.Expands("latest_charge")))
                : Missing("payment_intent", id);
        }
    }

    public Answer Capture(string id, Parameters parameters)
    {
        if (parameters.FirstBut("amount_to_capture", "metadata") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent))
                return Missing("payment_intent", id);
            if (intent.Status != "requires_capture")
                return Unexpected(intent, "capture");
            var amount = parameters.Number("amount_to_capture") ?? intent.Amount;
            if (amount < 1 || amount > intent.Amount)
                return Invalid("amount_too_large", "The amount to capture is more than what is capturable.", "amount_to_capture");
            Take(intent, amount);
            return new Answer(200, Json(intent, parameters.Expands("latest_charge")));
        }
    }

    public Answer Cancel(string id, Parameters parameters)
    {
        if (parameters.FirstBut("cancellation_reason") is { } unknown)
            return Unknown(unknown);
        if (parameters["cancellation_reason"] is { } reason && !CancellationReasons.Contains(reason))
            return Invalid(null, "Invalid cancellation_reason.", "cancellation_reason");
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent))
                return Missing("payment_intent", id);
            if (!Cancellable.Contains(intent.Status))
                return Unexpected(intent, "cancel");
            LetGo(intent, parameters["cancellation_reason"]);
            return new Answer(200, Json(intent, parameters.Expands("latest_charge")));
        }
    }

    public Answer List(Parameters parameters)
    {
        if (parameters.FirstBut("created", "limit", "starting_after") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            var (from, to) = (parameters.Number("created[gte]") ?? 0, parameters.Number("created[lte]") ?? long.MaxValue);
            var expanded = parameters.Expands("data.latest_charge");
            var matching = byAge.AsEnumerable().Reverse()
                .Where(intent => intent.Created.ToUnixTimeSeconds() >= from && intent.Created.ToUnixTimeSeconds() <= to);
            return Page(matching, intent => intent.Id, intent => Json(intent, expanded), parameters, "/v1/payment_intents");
        }
    }

    public Answer Refund(Parameters parameters)
    {
        if (parameters.FirstBut("payment_intent", "amount", "metadata", "reason") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            if (parameters["payment_intent"] is not { } id || !intents.TryGetValue(id, out var intent))
                return Missing("payment_intent", parameters["payment_intent"] ?? "");
            if (intent.Charge is not { Captured: true } charge)
                return Invalid(null, $"This PaymentIntent ({id}) does not have a successful charge to refund.", "payment_intent");
            var left = charge.CapturedAmount - charge.RefundedAmount;
            if (left == 0)
                return Invalid("charge_already_refunded", $"Charge {charge.Id} has already been refunded.", null);
            var amount = parameters["amount"] is null ? left : parameters.Number("amount") ?? 0;
            if (amount < 1)
                return Invalid("parameter_invalid_integer", "Invalid positive integer.", "amount");
            if (amount > left)
                return Invalid(null, "Refund amount is greater than unrefunded amount on charge.", "amount");
            var refund = new Refund(NewId("re"), intent, amount, parameters.Metadata, parameters["reason"], DateTimeOffset.UtcNow);
            refunds.Add(refund);
            charge.RefundedAmount += amount;
            webhooks.Raise("charge.refunded", Json(intent, charge));
            return new Answer(200, Json(refund));
        }
    }

    public Answer ReadRefund(string id)
    {
        lock (gate)
            return refunds.Find(refund => refund.Id == id) is { } refund ? new Answer(200, Json(refund)) : Missing("refund", id);
    }

    public Answer Refunds(Parameters parameters)
    {
        if (parameters.FirstBut("payment_intent", "limit", "starting_after") is { } unknown)
            return Unknown(unknown);
        lock (gate)
        {
            var matching = refunds.AsEnumerable().Reverse().Where(refund => parameters["payment_intent"] is not { } id || refund.Of.Id == id);
            return Page(matching, refund => refund.Id, Json, parameters, "/v1/refunds");
        }
    }

    /// <returns>False: there is none, or it is not asked for anything.</returns>
    public bool AnswerChallenge(string id, bool passes)
    {
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent) || intent.Status != "requires_action")
                return false;
            if (passes)
                Authorize(intent);
            else
                Fail(intent, "payment_intent_authentication_failure", null, "The provided payment method has failed authentication.");
            return true;
        }
    }

    /// <summary>As after seven days: the bank no longer keeps the money back.</summary>
    public bool Expire(string id)
    {
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent) || intent.Status != "requires_capture")
                return false;
            LetGo(intent, "automatic");
            return true;
        }
    }

    /// <summary>The customer's bank is asked for the money back.</summary>
    public bool Dispute(string id)
    {
        lock (gate)
        {
            if (!intents.TryGetValue(id, out var intent) || intent.Charge is not { Captured: true } charge)
                return false;
            charge.Disputed = true;
            webhooks.Raise("charge.dispute.created", new JsonObject
            {
                ["id"] = NewId("du"),
                ["object"] = "dispute",
                ["amount"] = charge.CapturedAmount,
                ["charge"] = charge.Id,
                ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                ["currency"] = intent.Currency,
                ["livemode"] = false,
                ["payment_intent"] = intent.Id,
                ["reason"] = "fraudulent",
                ["status"] = "needs_response",
            });
            return true;
        }
    }

    public JsonObject Books()
    {
        lock (gate)
        {
            long authorized = 0, captured = 0, refunded = 0;
            var items = new JsonArray();
            foreach (var intent in byAge)
            {
                var taken = intent.Charge is { Captured: true } charge ? charge : null;
                authorized += intent.Status == "requires_capture" ? intent.Amount : 0;
                captured += taken?.CapturedAmount ?? 0;
                refunded += taken?.RefundedAmount ?? 0;
                items.Add(new JsonObject
                {
                    ["id"] = intent.Id,
                    ["payment"] = intent.Metadata.GetValueOrDefault("payment"),
                    ["drop"] = intent.Metadata.GetValueOrDefault("drop"),
                    ["reservation"] = intent.Metadata.GetValueOrDefault("reservation"),
                    ["status"] = intent.Status,
                    ["currency"] = intent.Currency,
                    ["amountMinor"] = intent.Amount,
                    ["capturedMinor"] = taken?.CapturedAmount ?? 0,
                    ["refundedMinor"] = taken?.RefundedAmount ?? 0,
                    ["refunds"] = refunds.Count(refund => refund.Of == intent),
                    ["authorizedAt"] = intent.AuthorizedAt,
                });
            }

            return new JsonObject
            {
                ["authorizedMinor"] = authorized,
                ["capturedMinor"] = captured,
                ["refundedMinor"] = refunded,
                ["intents"] = items,
            };
        }
    }

    private static string KindOf(string token) => token.Split('_') is ["ctoken", var kind, ..] ? kind : "";

    private Answer? TokenFault(string token) =>
        KindOf(token) is not ("succeeds" or "declined" or "poor" or "outdated" or "challenge" or "slow" or "processing")
            ? Missing("confirmation_token", token)
        : usedTokens.Contains(token) ? Invalid(null, $"The confirmation token {token} was used before.", "confirmation_token")
        : null;

    private Answer Confirm(Intent intent, string token, Parameters parameters)
    {
        usedTokens.Add(token);
        switch (KindOf(token))
        {
            case "declined":
                return Fail(intent, "card_declined", "generic_decline", "Your card was declined.");
            case "poor":
                return Fail(intent, "card_declined", "insufficient_funds", "Your card has insufficient funds.");
            case "outdated":
                return Fail(intent, "expired_card", null, "Your card has expired.");
            case "challenge":
                intent.Status = "requires_action";
                webhooks.Raise("payment_intent.requires_action", Json(intent, expanded: false));
                break;
            case "processing":
                intent.Status = "processing";
                webhooks.Raise("payment_intent.processing", Json(intent, expanded: false));
                break;
            default:
                Authorize(intent);
                break;
        }

        return new Answer(200, Json(intent, parameters.Expands("latest_charge")));
    }

    private void Authorize(Intent intent)
    {
        intent.Status = "requires_capture";
        intent.LastError = null;
        intent.AuthorizedAt = DateTimeOffset.UtcNow;
        intent.Charge = new Charge { Id = NewId("ch"), Failed = false, Created = DateTimeOffset.UtcNow };
        if (intent.CaptureMethod == "manual")
            webhooks.Raise("payment_intent.amount_capturable_updated", Json(intent, expanded: false));
        else
            Take(intent, intent.Amount);
    }

    private void Take(Intent intent, long amount)
    {
        intent.Status = "succeeded";
        intent.Charge!.Captured = true;
        intent.Charge.CapturedAmount = amount;
        webhooks.Raise("payment_intent.succeeded", Json(intent, expanded: false));
    }

    /// <summary>What was authorised is released, and that counts as a refund of the charge.</summary>
    private void LetGo(Intent intent, string? reason)
    {
        intent.Status = "canceled";
        intent.CancellationReason = reason;
        intent.CanceledAt = DateTimeOffset.UtcNow;
        if (intent.Charge is { Failed: false } charge)
        {
            charge.RefundedAmount = intent.Amount;
            webhooks.Raise("charge.refunded", Json(intent, charge));
        }

        webhooks.Raise("payment_intent.canceled", Json(intent, expanded: false));
    }

    private Answer Fail(Intent intent, string code, string? declineCode, string message)
    {
        intent.Status = "requires_payment_method";
        intent.LastError = new JsonObject { ["type"] = "card_error", ["code"] = code, ["decline_code"] = declineCode, ["message"] = message };
        intent.Charge = new Charge { Id = NewId("ch"), Failed = true, Created = DateTimeOffset.UtcNow };
        webhooks.Raise("payment_intent.payment_failed", Json(intent, expanded: false));
        return Error(402, "card_error", code, message, null, declineCode, Json(intent, expanded: false));
    }

    private static Answer Page<T>(IEnumerable<T> items, Func<T, string> idOf, Func<T, JsonObject> json, Parameters parameters, string url)
    {
        var limit = (int)(parameters.Number("limit") ?? 10);
        if (limit is < 1 or > 100)
            return Invalid("parameter_invalid_integer", "limit is 1 to 100.", "limit");
        if (parameters["starting_after"] is { } after)
            items = items.SkipWhile(item => idOf(item) != after).Skip(1);
        var some = items.Take(limit + 1).ToList();
        return new Answer(200, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. some.Take(limit).Select(item => (JsonNode)json(item))]),
            ["has_more"] = some.Count > limit,
            ["url"] = url,
        });
    }

    private static string NewId(string kind) => $"{kind}_{Guid.NewGuid():N}";

    private static JsonObject Json(Dictionary<string, string> metadata) =>
        new(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    private static JsonObject Json(Intent intent, bool expanded) => new()
    {
        ["id"] = intent.Id,
        ["object"] = "payment_intent",
        ["amount"] = intent.Amount,
        ["amount_capturable"] = intent.Status == "requires_capture" ? intent.Amount : 0,
        ["amount_received"] = intent.Charge?.CapturedAmount ?? 0,
        ["canceled_at"] = intent.CanceledAt?.ToUnixTimeSeconds(),
        ["cancellation_reason"] = intent.CancellationReason,
        ["capture_method"] = intent.CaptureMethod,
        ["client_secret"] = intent.ClientSecret,
        ["confirmation_method"] = "automatic",
        ["created"] = intent.Created.ToUnixTimeSeconds(),
        ["currency"] = intent.Currency,
        ["description"] = intent.Description,
        ["last_payment_error"] = intent.LastError?.DeepClone(),
        ["latest_charge"] = intent.Charge is not { } charge ? null : expanded ? Json(intent, charge) : charge.Id,
        ["livemode"] = false,
        ["metadata"] = Json(intent.Metadata),
        ["next_action"] = intent.Status == "requires_action"
            ? new JsonObject { ["type"] = "use_stripe_sdk", ["use_stripe_sdk"] = new JsonObject { ["type"] = "three_d_secure_redirect" } }
            : null,
        ["payment_method_types"] = new JsonArray("card"),
        ["status"] = intent.Status,
    };

    private static JsonObject Json(Intent intent, Charge charge) => new()
    {
        ["id"] = charge.Id,
        ["object"] = "charge",
        ["amount"] = intent.Amount,
        ["amount_captured"] = charge.CapturedAmount,
        ["amount_refunded"] = charge.RefundedAmount,
        ["captured"] = charge.Captured,
        ["created"] = charge.Created.ToUnixTimeSeconds(),
        ["currency"] = intent.Currency,
        ["disputed"] = charge.Disputed,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["paid"] = !charge.Failed,
        ["payment_intent"] = intent.Id,
        ["payment_method_details"] = new JsonObject
        {
            ["type"] = "card",
            ["card"] = charge.Failed
                ? new JsonObject { ["brand"] = "visa" }
                : new JsonObject { ["brand"] = "visa", ["capture_before"] = (charge.Created + AuthorizationLives).ToUnixTimeSeconds() },
        },
        ["refunded"] = charge.RefundedAmount > 0 && charge.RefundedAmount >= (charge.Captured ? charge.CapturedAmount : intent.Amount),
        ["status"] = charge.Failed ? "failed" : "succeeded",
    };

    private static JsonObject Json(Refund refund) => new()
    {
        ["id"] = refund.Id,
        ["object"] = "refund",
        ["amount"] = refund.Amount,
        ["charge"] = refund.Of.Charge?.Id,
        ["created"] = refund.Created.ToUnixTimeSeconds(),
        ["currency"] = refund.Of.Currency,
        ["metadata"] = Json(refund.Metadata),
        ["payment_intent"] = refund.Of.Id,
        ["reason"] = refund.Reason,
        ["status"] = "succeeded",
    };

    private static Answer Unknown(string parameter) => Invalid("parameter_unknown", $"Received unknown parameter: {parameter}", parameter);

    private static Answer Invalid(string? code, string message, string? parameter) =>
        Error(400, "invalid_request_error", code, message, parameter) with { Kept = false };

    private static Answer Missing(string what, string id) =>
        Error(404, "invalid_request_error", "resource_missing", $"No such {what}: '{id}'", what) with { Kept = false };

    private static Answer Unexpected(Intent intent, string act) => Error(
        400, "invalid_request_error", "payment_intent_unexpected_state",
        $"You cannot {act} this PaymentIntent because it has a status of {intent.Status}.", intent: Json(intent, expanded: false));

    public static Answer Error(
        int status, string type, string? code, string message, string? parameter = null, string? declineCode = null, JsonObject? intent = null)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null)
            (error["code"], error["doc_url"]) = (code, $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}");
        if (declineCode is not null)
            error["decline_code"] = declineCode;
        if (parameter is not null)
            error["param"] = parameter;
        if (intent is not null)
            error["payment_intent"] = intent;
        return new Answer(status, new JsonObject { ["error"] = error });
    }
}
