using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Stampede.Server.Accounts;

/// <summary>An account with a password. Guests have rows in the same table, which <see cref="GuestAccounts"/> alone writes.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    public bool IsGuest { get; set; }

    /// <summary>May open the console; <see cref="Role"/> says what for.</summary>
    public bool IsOperator { get; set; }

    public string? Role { get; set; }

    /// <summary>What mail is written in. Null: the shop's own language.</summary>
    public string? Language { get; set; }

    public bool HidesName { get; set; }

    public Caller ToCaller(SessionId session) => new(new(Id), DisplayName, IsOperator ? ShopRoles.Parse(Role) : null, session)
    {
        Email = Email,
        IsConfirmed = EmailConfirmed || IsOperator,
        HidesName = HidesName,
        Stamp = SecurityStamp,
    };
}

/// <summary>Identity's view of the table <c>account</c>.</summary>
internal sealed class AccountsDb(DbContextOptions<AccountsDb> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(Describe);
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("passkey").HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasColumnName("credential_id");
            passkey.Property(p => p.UserId).HasColumnName("account_id");
            passkey.OwnsOne(p => p.Data).ToJson("data");
        });
    }

    private static void Describe(EntityTypeBuilder<Account> account)
    {
        account.ToTable("account");
        account.Property(a => a.Id).HasColumnName("id").ValueGeneratedNever();
        account.Property(a => a.DisplayName).HasColumnName("display_name");
        account.Property(a => a.IsGuest).HasColumnName("is_guest");
        account.Property(a => a.IsOperator).HasColumnName("is_operator");
        account.Property(a => a.Role).HasColumnName("role");
        account.Property(a => a.Language).HasColumnName("language");
        account.Property(a => a.HidesName).HasColumnName("hides_name");
        account.Property(a => a.Email).HasColumnName("email");
        account.Property(a => a.NormalizedEmail).HasColumnName("email_key");
        account.Property(a => a.EmailConfirmed).HasColumnName("email_confirmed");
        account.Property(a => a.PasswordHash).HasColumnName("password_hash");
        account.Property(a => a.SecurityStamp).HasColumnName("security_stamp");
        account.Property(a => a.ConcurrencyStamp).HasColumnName("concurrency_stamp").IsConcurrencyToken();

        // People sign in with their e-mail, have no telephone here, and are locked out by address: see SignInFailures.
        account.Ignore(a => a.UserName);
        account.Ignore(a => a.NormalizedUserName);
        account.Ignore(a => a.PhoneNumber);
        account.Ignore(a => a.PhoneNumberConfirmed);
        account.Ignore(a => a.TwoFactorEnabled);
        account.Ignore(a => a.LockoutEnd);
        account.Ignore(a => a.LockoutEnabled);
        account.Ignore(a => a.AccessFailedCount);
    }
}
