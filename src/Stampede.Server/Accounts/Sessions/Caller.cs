using System.Globalization;
using System.Security.Claims;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>Who sends the request, as their ticket says. Binds as a handler's parameter; null: nobody is signed in.</summary>
/// <param name="DisplayName">As it was at sign-in or at the last refresh.</param>
/// <param name="Role">In the shop's console. Null: a customer, as most are.</param>
internal sealed record Caller(CustomerId Id, string DisplayName, ShopRole? Role, SessionId Session)
{
    // Every request carries them, so they are short.
    private const string IdClaim = "sub";
    private const string NameClaim = "name";
    private const string RoleClaim = "role";

    // The finer one. Nodes of the version before know RoleClaim alone: to them viewers and support are customers.
    private const string ShopRoleClaim = "shop";
    private const string SessionClaim = "sid";
    private const string GuestClaim = "guest";
    private const string EmailClaim = "email";
    private const string StampClaim = "stamp";
    private const string ConfirmedClaim = "conf";
    private const string LacksFactorClaim = "lacks";
    private const string HidesNameClaim = "hide";
    private const string KeyClaim = "key";
    private const string ScopesClaim = "scopes";

    public const string OperatorRole = "operator";
    public const string CustomerRole = "customer";

    public bool IsGuest { get; init; }

    /// <summary>Null for a guest.</summary>
    public string? Email { get; init; }

    /// <summary>The e-mail was confirmed when the ticket was written; false tells nothing: it may be by now.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Purchases are shown under no name; as it was when the ticket was written: <see cref="ShownNames"/> knows more.</summary>
    public bool HidesName { get; init; }

    /// <summary>Changes with the password; a refresh under an older one is refused. Null for a guest.</summary>
    public string? Stamp { get; init; }

    /// <summary>The shop wants a second factor of this person, and they have none: until they have set one up, they have no role either.</summary>
    public bool LacksSecondFactor { get; init; }

    /// <summary>The key for machines that the request came with. Null: a person's session.</summary>
    public KeyGrant? Key { get; init; }

    /// <summary>A key that acts for nobody but itself.</summary>
    public bool IsMachine => Key is { } key && key.Id == Id.Value;

    /// <summary>May open the console.</summary>
    public bool IsOfShop => Role is not null;

    public bool SeesDrafts => IsOfShop || (IsMachine && Key!.Scopes.HasFlag(KeyScopes.DropsRead));

    public IReadOnlyList<string> Roles => Role >= ShopRole.Operator ? OperatorRoles : CustomerRoles;

    private static IReadOnlyList<string> OperatorRoles { get; } = [CustomerRole, OperatorRole];

    private static IReadOnlyList<string> CustomerRoles { get; } = [CustomerRole];

    /// <returns>Null: nobody is signed in.</returns>
    public static Caller? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not ClaimsIdentity { IsAuthenticated: true } identity)
            return null;
        Guid id = default, session = default;
        string? name = null, email = null, stamp = null;
        ShopRole? role = null;
        Guid key = default;
        var scopes = 0;
        bool isGuest = false, isConfirmed = false, lacksFactor = false, hidesName = false;
        foreach (var claim in identity.Claims)
        {
            switch (claim.Type)
            {
                case IdClaim:
                    _ = Guid.TryParse(claim.Value, out id);
                    break;
                case SessionClaim:
                    _ = Guid.TryParse(claim.Value, out session);
                    break;
                case NameClaim:
                    name = claim.Value;
                    break;
                case RoleClaim:
                    role ??= claim.Value == OperatorRole ? ShopRole.Operator : null;
                    break;
                case ShopRoleClaim:
                    if (Names.TryParse<ShopRole>(claim.Value, out var finer))
                        role = finer;
                    break;
                case KeyClaim:
                    _ = Guid.TryParse(claim.Value, out key);
                    break;
                case ScopesClaim:
                    _ = int.TryParse(claim.Value, out scopes);
                    break;
                case LacksFactorClaim:
                    lacksFactor = true;
                    break;
                case GuestClaim:
                    isGuest = true;
                    break;
                case ConfirmedClaim:
                    isConfirmed = true;
                    break;
                case HidesNameClaim:
                    hidesName = true;
                    break;
                case EmailClaim:
                    email = claim.Value;
                    break;
                case StampClaim:
                    stamp = claim.Value;
                    break;
            }
        }

        return id == default || session == default || name is null
            ? null
            : new Caller(new CustomerId(id), name, role, new SessionId(session))
            {
                IsGuest = isGuest,
                IsConfirmed = isConfirmed,
                HidesName = hidesName,
                Email = email,
                Stamp = stamp,
                LacksSecondFactor = lacksFactor,
                Key = key == default ? null : new KeyGrant(key, (KeyScopes)scopes),
            };
    }

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    public ClaimsPrincipal ToPrincipal()
    {
        var identity = new ClaimsIdentity("Stampede", NameClaim, RoleClaim);
        identity.AddClaim(new Claim(IdClaim, Id.ToString()));
        identity.AddClaim(new Claim(NameClaim, DisplayName));
        identity.AddClaim(new Claim(SessionClaim, Session.ToString()));
        if (Role is { } role)
        {
            identity.AddClaim(new Claim(ShopRoleClaim, Names.Of(role)));
            if (role >= ShopRole.Operator)
                identity.AddClaim(new Claim(RoleClaim, OperatorRole));
        }

        if (Key is { } key)
        {
            identity.AddClaim(new Claim(KeyClaim, key.Id.ToString()));
            identity.AddClaim(new Claim(ScopesClaim, ((int)key.Scopes).ToString(CultureInfo.InvariantCulture)));
        }

        if (LacksSecondFactor)
            identity.AddClaim(new Claim(LacksFactorClaim, "1"));
        if (IsGuest)
            identity.AddClaim(new Claim(GuestClaim, "1"));
        if (IsConfirmed)
            identity.AddClaim(new Claim(ConfirmedClaim, "1"));
        if (HidesName)
            identity.AddClaim(new Claim(HidesNameClaim, "1"));
        if (Email is not null)
            identity.AddClaim(new Claim(EmailClaim, Email));
        if (Stamp is not null)
            identity.AddClaim(new Claim(StampClaim, Stamp));
        return new ClaimsPrincipal(identity);
    }
}
