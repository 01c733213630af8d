using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

internal static class AccountSetup
{
    /// <summary>
    /// Of PBKDF2 with HMAC-SHA-512, as OWASP's Password Storage Cheat Sheet recommends. A hash of fewer is made anew at
    /// the next sign-in.
    /// </summary>
    public const int PasswordIterations = 210_000;

    /// <summary>Needs an <see cref="NpgsqlDataSource"/>, and <see cref="OperatorAccount.PrepareAccountsAsync"/> before the first request.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, StampedeSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        // The framework tells of each request without a session, a line each.
        services.AddLogging(logging => logging.AddFilter(typeof(SessionScheme).FullName, LogLevel.Warning));
        services.AddDbContextPool<AccountsDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordIterations);
        services.TryAddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddIdentityCore<Account>().AddUserStore<UserOnlyStore<Account, AccountsDb, Guid>>();
        // Its check of names and e-mails is a read that two registrations may both pass; the unique index is not.
        services.RemoveAll<IUserValidator<Account>>();
        services.AddSingleton<PasswordHashQueue>();
        services.AddSingleton<SignInFailures>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<AccountSessions>().AddHostedService(provider => provider.GetRequiredService<AccountSessions>());
        services.AddSecondFactors(settings);
        services.AddSingleton<PeopleRows>().AddSingleton<Invitations>();
        services.AddSingleton<ConfirmedAccounts>();
        services.AddScoped<OwnPassword>();
        services.AddSingleton<ShownNames>().AddHostedService(provider => provider.GetRequiredService<ShownNames>());
        services.AddSingleton<GuestAccounts>().AddHostedService(provider => provider.GetRequiredService<GuestAccounts>());
        services.AddSingleton<AccountTidying>().AddHostedService(provider => provider.GetRequiredService<AccountTidying>());
        services.AddSingleton<RevokedSessions>().AddHostedService(provider => provider.GetRequiredService<RevokedSessions>());
        services.AddSingleton<CurrentOperators>().AddHostedService(provider => provider.GetRequiredService<CurrentOperators>());
        services.AddSingleton<ApiKeys>().AddHostedService(provider => provider.GetRequiredService<ApiKeys>());
        services.AddSingleton<ExternalCustomers>();
        services.AddSingleton<IClaimsTransformation>(provider => provider.GetRequiredService<CurrentOperators>());
        return services.AddMail().AddSharedKeys(settings).AddSessions(settings);
    }

    private static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LetterRows(provider.GetRequiredService<ConnectionPools>().Reads));
        services.AddSingleton(provider => new LedgerLetters(provider.GetRequiredService<ConnectionPools>().Reads));
        services.AddSingleton(provider => new NotifyRequests(provider.GetRequiredService<ConnectionPools>().Reads));
        services.AddSingleton<MailAllowances>().AddSingleton<MailedLinks>();
        services.AddSingleton<EmailConfirmation>().AddSingleton<PasswordReset>().AddSingleton<EmailChange>();
        services.AddSingleton<LetterTexts>().AddSingleton<LetterSamples>().AddSingleton<LetterMetrics>();
        services.AddHostedService<LetterWriting>().AddHostedService<LetterCounting>();
        foreach (var priority in Enum.GetValues<LetterPriority>())
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<LetterSending>(provider, priority));
        return services;
    }

    /// <summary>The keys that sessions, and the shop's secrets, are protected by: the same on every node. Needs an <see cref="NpgsqlDataSource"/>.</summary>
    public static IServiceCollection AddSharedKeys(this IServiceCollection services, StampedeSettings settings)
    {
        var protection = services.AddDataProtection().SetApplicationName("Stampede");
        if (settings.KeyCertificate is { } certificate)
            protection.ProtectKeysWithCertificate(certificate);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new DatabaseKeyRing(provider.GetRequiredService<NpgsqlDataSource>())));
        return services;
    }

    /// <summary>One policy for each role: whoever has it, or a higher one.</summary>
    private static void AddShopRoles(this AuthorizationBuilder authorization)
    {
        foreach (var role in Enum.GetValues<ShopRole>())
        {
            authorization.AddPolicy(Policies.Of(role), policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                Caller.Of(context.User) is { } caller && (caller.IsMachine ? HasScope(caller, context) && !NamesCustomer(context) : caller.Role >= role)));
        }
    }

    private static bool NamesCustomer(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext request && request.Request.Headers.ContainsKey(ExternalCustomers.Header);

    private static bool HasScope(Caller caller, AuthorizationHandlerContext context) =>
        context.Resource is HttpContext request && OperationScopes.Of(request) is { } scope && caller.Key!.Scopes.HasFlag(scope);

    private static IServiceCollection AddSessions(this IServiceCollection services, StampedeSettings settings)
    {
        services.AddAuthentication(SessionScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, SessionScheme>(SessionScheme.Name, _ => { })
            .AddBearerToken(SessionScheme.Bearer, options =>
            {
                options.BearerTokenExpiration = Tickets.AccessLifetime;
                options.RefreshTokenExpiration = Tickets.RefreshLifetime;
                options.Events.OnMessageReceived = context =>
                {
                    context.Token = SessionScheme.TokenOf(context.Request);
                    return Task.CompletedTask;
                };
            })
            .AddCookie(SessionScheme.Cookie, options =>
            {
                options.Cookie.Name = settings.CookieName;
                options.Cookie.Path = settings.PathBase is "" ? "/" : settings.PathBase;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = Tickets.RefreshLifetime;
                options.SlidingExpiration = true;
                options.Events = new CookieAuthenticationEvents
                {
                    OnValidatePrincipal = SessionEndpoints.RenewCookieAsync,
                    OnRedirectToReturnUrl = _ => Task.CompletedTask,
                    OnRedirectToLogout = _ => Task.CompletedTask,
                };
            });
        services.AddOptions<BearerTokenOptions>(SessionScheme.Bearer).Configure<DatabaseClock>((options, clock) => options.TimeProvider = new DatabaseTimeProvider(clock));
        services.AddOptions<CookieAuthenticationOptions>(SessionScheme.Cookie).Configure<DatabaseClock>((options, clock) => options.TimeProvider = new DatabaseTimeProvider(clock));
        services.AddOptions<AuthenticationSchemeOptions>(SessionScheme.Name).Configure<DatabaseClock>((options, clock) => options.TimeProvider = new DatabaseTimeProvider(clock));
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Customer, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                Caller.Of(context.User) is { } caller && (caller.Key is null || (!caller.IsMachine && HasScope(caller, context)))))
            .AddShopRoles();
        return services;
    }
}
