using System.Collections.Frozen;
using Stampede.Server.Accounts;

namespace Stampede.Server.Operations;

/// <summary>
/// The scope that a key for machines needs for an operation, by its name in the API's description. Every operation of the console
/// takes keys, but for those that make keys: a key that could make another would have every right.
/// </summary>
internal static class OperationScopes
{
    private static readonly FrozenDictionary<string, KeyScopes> Table = new (KeyScopes Scope, string[] Operations)[]
    {
        (KeyScopes.DropsRead,
        [
            "ListMovements", "VerifyDrop", "GetOperationsHealth", "GetBoard", "GetReport", "GetSignals", "ListHolds", "GetLineAsOperator", "GetLegalSource", "GetFigures", "ExportFigures", "GetOverview", "ListWarnings", "ExportSignals", "ListBlocks", "ListLetterWords", "ListEvents",
        ]),
        (KeyScopes.DropsWrite,
        [
            "UploadPicture", "CreateDrop", "ChangeDrop", "ImportDrops", "PublishDrop", "PauseDrop", "ResumeDrop", "EndDrop", "DeleteDrop", "ArchiveDrop", "UnarchiveDrop", "RunDrops",
            "SetLine", "PaceLine", "ExcludeEntries", "SetBeacon", "SkipPlace", "CancelLine",
        ]),
        (KeyScopes.StockWrite, ["AdjustStock", "ReleaseHold", "ReleaseHolds"]),
        (KeyScopes.PurchasesRead, ["ExportPurchases", "ListOrders", "GetOrder", "ExportOrders"]),
        (KeyScopes.OrdersWrite, ["ChangeOrder", "MarkOrderSent", "MarkOrderNotSent", "MarkOrdersSent"]),
        (KeyScopes.PaymentsRead, ["ListPayments", "GetPaymentAsOperator", "ListPaymentActs", "GetTestLedger", "ExportPayments"]),
        (KeyScopes.PaymentsRefund, ["RefundPayment", "CapturePayment", "VoidPayment"]),
        (KeyScopes.ShopWrite, ["ChangeShop", "ChangeLegalPage", "ChangeLetterWords"]),
        (KeyScopes.PeopleManage,
        [
            "ListPeople", "ChangeRole", "DismissPerson", "ResetSecondFactor", "SetPeopleRules", "ListInvitations", "Invite", "WithdrawInvitation", "ListHistory", "Block", "LiftBlock", "SetCustomerNote",
            "ConfirmAccount",
        ]),
        (KeyScopes.WebhooksManage,
        [
            "ListWebhooks", "GetWebhook", "MakeWebhook", "ChangeWebhook", "DeleteWebhook", "TestWebhook", "RotateWebhookSecret", "ListDeliveries", "ReplayDelivery", "ReplayEvents",
        ]),
        (KeyScopes.CustomersAct,
        [
            "CreateRehearsalCustomers",
            "Me", "EraseMe", "ExportMe", "GetMyContact", "SaveMyContact", "ListMyReservations", "GetMyPurchase", "ListMyPurchases", "ListMyLines",
            "GetChallenge", "Reserve", "GetReservation", "CancelReservation", "Purchase", "ClaimOffer", "Pay", "GetPayment", "GiveUpPayment", "RefreshPayment",
            "JoinLine", "GetMyEntry", "ChangeMyEntry", "LeaveLine", "GetReceipt",
        ]),
    }
    .SelectMany(row => row.Operations, (row, name) => (name, row.Scope))
    .ToFrozenDictionary(row => row.name, row => row.Scope, StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfPeopleAlone = FrozenSet.Create(StringComparer.Ordinal, "ListKeys", "MakeKey", "RevokeKey");

    /// <exception cref="InvalidOperationException">Nobody has said which keys an operation of the console takes.</exception>
    public static void Demand(string operation)
    {
        if (!Table.ContainsKey(operation) && !OfPeopleAlone.Contains(operation))
            throw new InvalidOperationException($"{operation} is for operators, and has no scope in {nameof(OperationScopes)}.");
    }

    /// <returns>Null: it takes no keys.</returns>
    public static KeyScopes? Of(string operation) => Table.TryGetValue(operation, out var scope) ? scope : null;

    public static KeyScopes? Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is { } name ? Of(name.EndpointName) : null;
}
