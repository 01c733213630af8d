using System.Reflection;

namespace Stampede.Server.Http;

/// <summary>One kind of problem (RFC 9457). Its code, status and title never change; the detail may say more.</summary>
/// <param name="Code">What programs tell problems apart by; snake_case.</param>
/// <param name="Detail">What happened and what to do about it, for people.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, string Detail)
{
    /// <summary>After how long the same request may succeed; null where waiting is no help.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Relative to the server, which explains itself there.</summary>
    public string Type => $"/problems/{Code}";
}

/// <summary>Every kind of problem there is, in the order in which one is preferred to another.</summary>
internal static class ProblemKinds
{
    // The shape of the request.
    public static readonly ProblemKind BadRequest = new("bad_request", 400, "The request is not understood", "The request is not well-formed. Compare it with /docs.");
    public static readonly ProblemKind ValidationFailed = new("validation_failed", 400, "The request is not valid", "Some of what was sent is missing or out of range. See errors, by field; change it and send it again.");
    public static readonly ProblemKind NotFound = new("not_found", 404, "There is nothing here", "No such address. See /docs for those there are.");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "The method is not for this address", "The address is there, but not with this method. The Allow header names those that it has.");
    public static readonly ProblemKind NotAcceptable = new("not_acceptable", 406, "Not available in that form", "Answers are JSON. Accept application/json.");
    public static readonly ProblemKind RequestTimeout = new("request_timeout", 408, "The request came too slowly", "The request did not arrive in time. Send it again.");
    public static readonly ProblemKind PayloadTooLarge = new("payload_too_large", 413, "The body is too large", "The body is larger than this address takes. Send less.");
    public static readonly ProblemKind UriTooLong = new("uri_too_long", 414, "The address is too long", "Send a shorter address.");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported_media_type", 415, "The body is of another type", "Send JSON, with Content-Type: application/json.");
    public static readonly ProblemKind PictureTooLarge = new("picture_too_large", 413, "The picture is too large", "A picture has at most 5 MB, 8000 pixels on a side and 40 million pixels in all. Make it smaller and send it again.");
    public static readonly ProblemKind PictureHeic = new("picture_heic", 415, "A HEIC photo", "Browsers cannot show HEIC. Export the photo as JPEG and send that; an iPhone takes JPEGs with Settings, Camera, Formats, Most Compatible.");
    public static readonly ProblemKind PictureType = new("picture_type", 415, "Not a picture of a known kind", "Its content is no whole PNG, JPEG or WebP, whatever its name says. Save it as one of these and send it again.");
    public static readonly ProblemKind HeadersTooLarge = new("headers_too_large", 431, "The headers are too large", "Send fewer or shorter headers.");

    // Who the caller is.
    public static readonly ProblemKind InvalidCredentials = new("invalid_credentials", 401, "E-mail or password is wrong", "No account has this e-mail with this password. Check both and try again.");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Sign in first", "This needs a signed-in customer, and no session came with the request, or it is over. Sign in and try again.");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "Not for this account", "This account may not do this. Sign in with one that may.");
    public static readonly ProblemKind InsufficientScope = new("insufficient_scope", 403, "Not for this key", "The key has not the scope that this needs. Make one that has it.");
    public static readonly ProblemKind TooManyKeys = new("too_many_keys", 409, "There are too many keys", "A shop has at most 200 keys that are good. Revoke one that nobody uses.");
    public static readonly ProblemKind TooManyWebhooks = new("too_many_webhooks", 409, "There are too many webhooks", "A shop has at most 50 webhooks. Delete one that nobody needs.");
    public static readonly ProblemKind WebhookNotFound = new("webhook_not_found", 404, "There is no such webhook", "No webhook has this id. GET /api/v1/webhooks lists those there are.");
    public static readonly ProblemKind DeliveryNotFound = new("delivery_not_found", 404, "There is no such delivery", "This event was not sent to this webhook within the last 30 days. POST …/replay sends again what happened since a time.");
    public static readonly ProblemKind SecondFactorRequired = new("second_factor_required", 401, "A second factor is needed", "The password is right, and this account has a second factor. Send it with the ticket to POST /api/v1/accounts/sign-in/second-factor; methods names what it may be.");
    public static readonly ProblemKind SecondFactorInvalid = new("second_factor_invalid", 401, "The second factor is wrong", "The code is wrong, was used before or is over; or the passkey is not this account's. Wait for the next code, or take a recovery code.");
    public static readonly ProblemKind SignInExpired = new("sign_in_expired", 401, "The sign-in took too long", "The ticket is older than five minutes, or was used. Begin again with e-mail and password.");
    public static readonly ProblemKind SecondFactorSetupRequired = new("second_factor_setup_required", 403, "Set up a second factor first", "This shop wants a second factor from everybody who runs it. Set one up: POST /api/v1/me/second-factor/codes, or a passkey.");
    public static readonly ProblemKind ReauthenticationRequired = new("reauthentication_required", 403, "Say again who you are", "This wants the password or a passkey once more, of the last ten minutes: POST /api/v1/me/reauthentication, and send its token in Stampede-Reauthentication.");
    public static readonly ProblemKind CsrfRejected = new("csrf_rejected", 403, "The request came from another site", "A signed-in browser sent this on behalf of a site that this server does not trust. Nothing was done. If it was the shop's own page: whoever runs the shop has to set Stampede__PublicUrl, or Stampede__TrustedProxies.");
    public static readonly ProblemKind Blocked = new("blocked", 403, "The shop takes no reservation from you", "The shop has blocked this account, or the network that it comes from, for this drop or for all. What you have bought stays yours, a reservation that you have can still be bought, and a place in a line stays. If you think that it is a mistake, ask the shop.");
    public static readonly ProblemKind ConfirmationRequired = new("confirmation_required", 403, "Confirm your e-mail first", "Only accounts whose e-mail is confirmed may reserve here. Register one, and follow the link in the letter; or ask the shop to confirm yours.");
    public static readonly ProblemKind ConfirmationInvalid = new("confirmation_invalid", 400, "The link is not valid", "The link is not whole, or older than three days. Sign in and ask for another letter.");
    public static readonly ProblemKind ResetInvalid = new("reset_invalid", 400, "The link is not valid", "The link is not whole, was used before, or is older than an hour. Ask for another one.");
    public static readonly ProblemKind MailUnavailable = new("mail_unavailable", 409, "This shop sends no mail", "No mail server is set up here. Ask the shop to confirm your account.");
    public static readonly ProblemKind AccountNotFound = new("account_not_found", 404, "There is no such account", "No account has this e-mail. Guests have none.");
    public static readonly ProblemKind ProofRequired = new("proof_required", 428, "Some work is asked for first", "Each reservation is to be paid for with a little computing: solve challenge for the request's Idempotency-Key, and send it again with the same key and the answer in Stampede-Proof. docs/abuse.md says how.");
    public static readonly ProblemKind PasskeyInvalid = new("passkey_invalid", 400, "The passkey was not taken", "What the browser sent is no new passkey for this site, or its question is older than five minutes. Begin again.");
    public static readonly ProblemKind InvitationInvalid = new("invitation_invalid", 400, "The invitation is not valid", "The link is not whole, was used or withdrawn, or is older than three days. Ask for another one.");
    public static readonly ProblemKind AlreadyMember = new("already_member", 409, "They run this shop already", "Somebody with this e-mail has a role here. Change it in the list of people.");
    public static readonly ProblemKind RefundNotAllowed = new("refund_not_allowed", 403, "More than your role may refund", "Support may refund up to a sum per payment, which the owner sets. Ask an operator for more.");
    public static readonly ProblemKind LastOperator = new("last_operator", 409, "Nobody else owns this shop", "The last owner cannot be erased, dismissed or given a lesser role. Make somebody else an owner first.");
    public static readonly ProblemKind HasAccount = new("has_account", 409, "This is an account already", "Only a guest becomes an account. POST /api/v1/me/email changes an account's e-mail.");
    public static readonly ProblemKind EmailTaken = new("email_taken", 409, "The e-mail is taken", "There is an account with this e-mail. Sign in instead.");
    public static readonly ProblemKind LockedOut = new("locked_out", 429, "Too many failed sign-ins", "Too many wrong passwords for this e-mail from your address. Wait as long as Retry-After says, then try again.") { RetryAfterSeconds = 300 };
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests", "Requests come faster than allowed. Wait as long as Retry-After says, then go on more slowly.") { RetryAfterSeconds = 1 };

    // What somebody else did meanwhile.
    public static readonly ProblemKind ShopChanged = new("shop_changed", 409, "Somebody else has changed it", "The shop has another version by now, and nothing was changed. Read it again, and send the change with its version.");

    public static readonly ProblemKind ExternalIdTaken = new("external_id_taken", 409, "Another drop has this external id", "An external id is one drop's alone in the shop, be it a draft or archived. Nothing was changed.");
    public static readonly ProblemKind ImportRefused = new("import_refused", 422, "The file was not imported", "Some of its drops are refused, and nothing was written: see import, drop by drop. Correct the file and send it again.");

    // The request's own name.
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency_key_reused", 422, "The key belongs to another request", "This Idempotency-Key came before with another body. Use a new key for a new request.");

    // What is there.
    public static readonly ProblemKind DropNotFound = new("drop_not_found", 404, "There is no such drop", "No drop has this id or slug. GET /api/v1/drops lists those there are.");
    public static readonly ProblemKind VariantNotFound = new("variant_not_found", 404, "There is no such variant", "The drop has no variant with this id. The drop itself lists those it has.");
    public static readonly ProblemKind ReservationNotFound = new("reservation_not_found", 404, "There is no such reservation", "You have no reservation with this id in this drop. GET /api/v1/me/reservations lists yours.");
    public static readonly ProblemKind PurchaseNotFound = new("purchase_not_found", 404, "There is no such purchase", "You have no purchase with this id. GET /api/v1/me/purchases lists yours.");

    public static readonly ProblemKind ReceiptNotFound = new("receipt_not_found", 404, "There is no receipt", "You have reserved nothing in this drop, so there is nothing that a receipt could show.");

    // Is the drop live.
    public static readonly ProblemKind NotPublished = new("not_published", 409, "The drop is a draft", "The drop is not published yet. Publish it first.");
    public static readonly ProblemKind AlreadyPublished = new("already_published", 409, "The drop is published", "Sizes, hold time and payment can be changed, and a drop can be deleted, only while it is a draft. Adjust the stock, or end the drop and archive it.");
    public static readonly ProblemKind NotArchivable = new("not_archivable", 409, "The drop is in use", "It is live, or units of it are held. End it, and wait until its last holds are bought or over.");
    public static readonly ProblemKind NotStarted = new("not_started", 409, "The drop has not started", "The drop opens at startsAt. Try again then.");
    public static readonly ProblemKind Ended = new("ended", 409, "The drop has ended", "The drop is over for good.");
    public static readonly ProblemKind Paused = new("paused", 409, "The drop is paused", "The drop takes no new reservations for now; one made before can still be bought in its time. Watch the drop to see it go on.");

    // Whose turn it is.
    public static readonly ProblemKind LineFirst = new("line_first", 409, "The people in the line come first", "Somebody who waits in the line wants this variant. Join the line: POST …/line. What nobody in it wants is open to all.");
    public static readonly ProblemKind LineNotReady = new("line_not_ready", 503, "The line is not ready", "The order of the line is not known here yet, or it does not stand so that this can be done. Nothing was done. Try again after Retry-After.") { RetryAfterSeconds = 2 };
    public static readonly ProblemKind LineNotOpen = new("line_not_open", 409, "There is no line", "Nobody can join a line of this drop now. GET …/line tells how it stands, if there is one.");
    public static readonly ProblemKind LineRulesFixed = new("line_rules_fixed", 409, "The rules stand", "Somebody has joined, or the line has gone too far: its rules no longer change. It can be cancelled, with a reason that everybody sees.");
    public static readonly ProblemKind LineClosed = new("line_closed", 409, "The line is closed", "It takes nobody in any more, and what is in it no longer changes. You can still leave it.");
    public static readonly ProblemKind LineFull = new("line_full", 409, "The line is full", "It takes at most 5,000,000 people.");
    public static readonly ProblemKind NotInLine = new("not_in_line", 404, "You are not in the line", "You have no place in the line of this drop. Join it: POST …/line.");
    public static readonly ProblemKind Excluded = new("excluded", 403, "You were taken out of the line", "The shop has excluded this entry; the reason is in detail.");
    public static readonly ProblemKind LineLeft = new("line_left", 409, "You have left the line", "Who has left a line cannot come into it again.");
    public static readonly ProblemKind AvailableNow = new("available_now", 409, "It can be had now", "Nobody has to wait for this variant: reserve it. One joins a waitlist once nothing of what is listed is free.");
    public static readonly ProblemKind RulesNotAccepted = new("rules_not_accepted", 422, "Accept the rules first", "A draw has rules. Read them, and send acceptsRules: true.");
    public static readonly ProblemKind NotOffered = new("not_offered", 409, "Not an offer", "This reservation was not offered by the line: there is nothing to say yes to. Buy it in its time.");
    public static readonly ProblemKind ClaimOver = new("claim_over", 409, "The time to say yes is over", "The offer went to the next person. GET …/line/me tells whether you get another one.");

    // The reservation's own end.
    public static readonly ProblemKind ReservationExpired = new("reservation_expired", 409, "The reservation has expired", "Its time was over before it was bought, and its stock is free again. Reserve again while there is some.");
    public static readonly ProblemKind ReservationCancelled = new("reservation_cancelled", 409, "The reservation was cancelled", "It was given back, and its stock is free again. Reserve again while there is some.");
    public static readonly ProblemKind AlreadyPurchased = new("already_purchased", 409, "The reservation is bought", "It became a purchase and can no longer be cancelled. GET /api/v1/me/purchases shows it.");

    // What it costs.
    public static readonly ProblemKind PaymentRequired = new("payment_required", 402, "It has to be paid for", "This drop is paid for before it is yours: POST …/payment with what the provider's part of the page gave you.");
    public static readonly ProblemKind PaymentDeclined = new("payment_declined", 402, "The payment was declined", "Your bank or the provider said no; nothing is charged. While the reservation lasts, try another card: attemptsLeft says how often.");
    public static readonly ProblemKind PaymentNotRequired = new("payment_not_required", 409, "There is nothing to pay", "This reservation is bought without a payment: POST …/purchase.");
    public static readonly ProblemKind PaymentNotFound = new("payment_not_found", 404, "There is no such payment", "Nobody has tried to pay for this reservation; or, for operators, no payment has this id.");
    public static readonly ProblemKind PaymentUnderWay = new("payment_under_way", 409, "A payment is under way", "Another attempt to pay for this reservation is under way, perhaps in another tab. Wait for its answer, or give it up: DELETE …/payment.");
    public static readonly ProblemKind PaymentState = new("payment_state", 409, "Not for a payment that stands so", "As the payment stands, this cannot be done with it. GET /api/v1/operations/payments shows how it stands.");
    public static readonly ProblemKind RefundTooLarge = new("refund_too_large", 422, "More than there is", "No more than was captured and not yet refunded can be given back.");
    public static readonly ProblemKind PriceNotPayable = new("price_not_payable", 400, "The price cannot be paid", "The shop's payment provider does not take this amount in this currency, for one unit or for as many as the limit per customer allows; or the shop takes no payment at all. Choose another price or limit, or payment none.");
    public static readonly ProblemKind TooManyAttempts = new("too_many_attempts", 429, "Too many attempts to pay", "This reservation was tried to be paid for too often. Let it go and reserve again while there is some.") { RetryAfterSeconds = 60 };
    public static readonly ProblemKind SignatureInvalid = new("signature_invalid", 400, "The signature is not valid", "What was sent is not signed with one of the webhook secrets that this server knows, or it is too old.");
    public static readonly ProblemKind PaymentUnavailable = new("payment_unavailable", 503, "The payment provider does not answer", "The reservation stays as it is. Try again after Retry-After.") { RetryAfterSeconds = 5 };

    // Where it goes.
    public static readonly ProblemKind DeliveryRequired = new("delivery_required", 422, "The shop must know where it goes", "This drop is sent, and something is missing for that: see missing. PUT /api/v1/me/contact takes it; then send this again. The reservation goes on meanwhile.");
    public static readonly ProblemKind DeliveryFixed = new("delivery_fixed", 409, "What is asked for delivery stands", "Something of this drop is bought already: what its customers are asked for, and where it is sent to, no longer changes.");
    public static readonly ProblemKind OrderNotFound = new("order_not_found", 404, "There is no such order", "No purchase has this id. GET /api/v1/orders lists those there are.");
    public static readonly ProblemKind OrderState = new("order_state", 409, "Not for an order that stands so", "As the order stands, this cannot be done with it: what is refunded or in dispute is not sent, the contact of what is sent or refunded no longer changes, and who was erased is not written down again. GET /api/v1/orders/{id} shows how it stands.");

    // The customer's limit.
    public static readonly ProblemKind LimitReached = new("limit_reached", 409, "The limit per customer is reached", "What you have bought leaves no room for this many under the drop's limit per customer.");
    public static readonly ProblemKind AlreadyReserved = new("already_reserved", 409, "You have a reservation already", "Your reservations leave no room for this many under the drop's limit per customer. Buy or cancel the one in reservation.");

    public static readonly ProblemKind WaitToReserve = new("wait_to_reserve", 429, "Wait before you reserve again", "Your last reservations in this drop ended without a purchase. You can reserve again at waitUntil.") { RetryAfterSeconds = 60 };

    // The stock.
    public static readonly ProblemKind SoldOut = new("sold_out", 409, "Sold out", "All are sold, for good.");
    public static readonly ProblemKind AllHeld = new("all_held", 409, "All are held", "Nothing is free now, but some are only held and may come back. Watch the drop and try again.");
    public static readonly ProblemKind InsufficientStock = new("insufficient_stock", 409, "Fewer are left", "Fewer are free than you asked for. Ask for fewer.");
    public static readonly ProblemKind StockInUse = new("stock_in_use", 409, "The stock is in use", "The total cannot go below what is held and sold. Take away less.");

    // The service.
    public static readonly ProblemKind RequestCancelled = new("request_cancelled", 499, "The caller went away", "The caller closed the connection before the answer. Send the request again with the same Idempotency-Key.");
    public static readonly ProblemKind InternalError = new("internal_error", 500, "Something is wrong here", "A fault on our side; it is in the server's log. Sending the request again with the same Idempotency-Key does nothing twice.");
    public static readonly ProblemKind ProofNotReady = new("proof_not_ready", 503, "It is not signed yet", "What happened last in this drop is signed within a second or so. Try again after Retry-After.") { RetryAfterSeconds = 1 };
    public static readonly ProblemKind Overloaded = new("overloaded", 503, "Too busy right now", "More is waiting than can be done in time, and nothing was done for this request. Send it again, with the same Idempotency-Key, after Retry-After.") { RetryAfterSeconds = 1 };
    public static readonly ProblemKind DatabaseUnavailable = new("database_unavailable", 503, "The database does not answer", "What became of the request is not known yet. Send it again, with the same Idempotency-Key, after Retry-After: nothing is done twice.") { RetryAfterSeconds = 1 };

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyDictionary<string, ProblemKind> ByCode { get; } = typeof(ProblemKinds)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<ProblemKind>()
        .ToDictionary(kind => kind.Code);

    /// <summary>What an answer that has a status and nothing else means.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        408 => RequestTimeout,
        413 => PayloadTooLarge,
        414 => UriTooLong,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        431 => HeadersTooLarge,
        499 => RequestCancelled,
        503 => Overloaded,
        >= 500 => InternalError,
        _ => BadRequest,
    };
}
