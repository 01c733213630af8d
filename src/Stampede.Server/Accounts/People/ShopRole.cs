using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>What somebody may do in the shop's console. Each role may also do what those before it may.</summary>
internal enum ShopRole
{
    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Helps customers: releases holds, and refunds up to a sum.</summary>
    Support,

    /// <summary>Runs drops.</summary>
    Operator,

    /// <summary>Decides who else may do what.</summary>
    Owner,
}

internal static class ShopRoles
{
    /// <summary>Of the column <c>account.role</c>; <c>is_operator</c> says whether it counts.</summary>
    public static ShopRole Parse(string? written) => written is null ? ShopRole.Owner : Names.Parse<ShopRole>(written);
}
