using System.Collections.Frozen;

namespace Stampede.Server.Accounts;

/// <summary>What a key for machines may do. None implies another.</summary>
[Flags]
internal enum KeyScopes
{
    None = 0,
    DropsRead = 1 << 0,
    DropsWrite = 1 << 1,
    StockWrite = 1 << 2,
    PurchasesRead = 1 << 3,
    OrdersWrite = 1 << 4,
    PaymentsRead = 1 << 5,
    PaymentsRefund = 1 << 6,
    ShopWrite = 1 << 7,
    PeopleManage = 1 << 8,
    WebhooksManage = 1 << 9,

    /// <summary>Reserve, pay and buy for customers whom the header Stampede-Customer names.</summary>
    CustomersAct = 1 << 10,
}

/// <summary>The scopes' names on the wire.</summary>
internal static class KeyScopeNames
{
    private static readonly FrozenDictionary<string, KeyScopes> ByName = new Dictionary<string, KeyScopes>
    {
        ["drops:read"] = KeyScopes.DropsRead,
        ["drops:write"] = KeyScopes.DropsWrite,
        ["stock:write"] = KeyScopes.StockWrite,
        ["purchases:read"] = KeyScopes.PurchasesRead,
        ["orders:write"] = KeyScopes.OrdersWrite,
        ["payments:read"] = KeyScopes.PaymentsRead,
        ["payments:refund"] = KeyScopes.PaymentsRefund,
        ["shop:write"] = KeyScopes.ShopWrite,
        ["people:manage"] = KeyScopes.PeopleManage,
        ["webhooks:manage"] = KeyScopes.WebhooksManage,
        ["customers:act"] = KeyScopes.CustomersAct,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByName.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    public static bool TryParse(string name, out KeyScopes scope) => ByName.TryGetValue(name, out scope);

    public static IReadOnlyList<string> Of(KeyScopes scopes) => [.. All.Where(name => scopes.HasFlag(ByName[name]))];

    /// <summary>Of a row: a name that a newer node wrote, and this one does not know, grants nothing here.</summary>
    public static KeyScopes Parse(IEnumerable<string> names) =>
        names.Aggregate(KeyScopes.None, (scopes, name) => TryParse(name, out var scope) ? scopes | scope : scopes);
}

/// <summary>The key that a request came with.</summary>
/// <param name="Id">The account of the key.</param>
internal sealed record KeyGrant(Guid Id, KeyScopes Scopes);
