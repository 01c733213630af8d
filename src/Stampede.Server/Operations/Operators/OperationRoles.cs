using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;
using Stampede.Server.Accounts;

namespace Stampede.Server.Operations;

/// <summary>The role that each operation of the console needs at least, by its name in the API's description.</summary>
internal static class OperationRoles
{
    private static readonly FrozenDictionary<string, ShopRole> Table = new (ShopRole Role, string[] Operations)[]
    {
        (ShopRole.Viewer,
        [
            "ListMovements", "ExportPurchases", "VerifyDrop", "GetOperationsHealth", "GetBoard", "GetReport", "GetSignals", "ListHolds", "ListPayments", "GetPaymentAsOperator",
            "ListPaymentActs", "GetTestLedger", "ExportPayments", "GetLineAsOperator", "ListPeople", "ListHistory", "GetLegalSource", "ListLetterWords", "ListOrders", "GetOrder", "ExportOrders", "ListWarnings",
            "GetOverview", "GetFigures", "ExportFigures", "ListBlocks", "ExportSignals", "ListEvents",
        ]),
        (ShopRole.Support, ["ReleaseHold", "ReleaseHolds", "SetCustomerNote", "RefundPayment"]),
        (ShopRole.Operator,
        [
            "UploadPicture", "CreateDrop", "ChangeDrop", "ImportDrops", "PublishDrop", "PauseDrop", "ResumeDrop", "EndDrop", "DeleteDrop", "ArchiveDrop", "UnarchiveDrop", "AdjustStock", "CapturePayment", "VoidPayment", "ConfirmAccount",
            "SetLine", "PaceLine", "ExcludeEntries", "SetBeacon", "SkipPlace", "CancelLine", "CreateRehearsalCustomers", "ChangeShop", "ChangeLegalPage", "ChangeLetterWords",
            "ChangeOrder", "MarkOrderSent", "MarkOrderNotSent", "MarkOrdersSent", "RunDrops", "Block", "LiftBlock",
            "ListWebhooks", "GetWebhook", "ListDeliveries",
        ]),
        (ShopRole.Owner,
        [
            "ChangeRole", "DismissPerson", "ResetSecondFactor", "SetPeopleRules", "ListInvitations", "Invite", "WithdrawInvitation", "ListKeys", "MakeKey", "RevokeKey",
            "MakeWebhook", "ChangeWebhook", "DeleteWebhook", "TestWebhook", "RotateWebhookSecret", "ReplayDelivery", "ReplayEvents",
        ]),
    }
    .SelectMany(row => row.Operations, (row, name) => (name, row.Role))
    .ToFrozenDictionary(row => row.name, row => row.Role, StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">An operation of the console is not in the table: nobody has said who may call it.</exception>
    public static ShopRole Of(string operation) =>
        Table.TryGetValue(operation, out var role) ? role : throw new InvalidOperationException($"{operation} is for operators, and has no role in {nameof(OperationRoles)}.");
}

internal static class OperatorEndpoints
{
    /// <summary>For those who run the shop and for their keys, by the tables of roles and scopes; each POST once per key, and each effect in the history.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        // At the end, when the operation has its name. Of an endpoint that has none, such as a test's, every operator is the caller.
        endpoints.Finally(endpoint =>
        {
            var name = endpoint.Metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName;
            endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Of(name is null ? ShopRole.Operator : OperationRoles.Of(name))));
            if (name is not null)
                OperationScopes.Demand(name);
        });
        return endpoints.AddEndpointFilter<TBuilder, OperatorIdempotencyFilter>().AddEndpointFilter<TBuilder, HistoryFilter>();
    }
}
