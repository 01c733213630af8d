using System.Text.Json;
using Stampede.Domain;

namespace Stampede.Postgres.Letters;

/// <summary>What a letter tells of. Of one kind a reader gets one for the same thing.</summary>
public enum LetterKind
{
    /// <summary>A link that confirms the e-mail of an account.</summary>
    Confirm,

    /// <summary>A link to set a new password by.</summary>
    Reset,

    /// <summary>A link that makes this the e-mail of an account.</summary>
    EmailChange,

    /// <summary>To the address of before: the account has another one.</summary>
    EmailChanged,

    PasswordChanged,

    /// <summary>Somebody is to run the shop too.</summary>
    Invitation,

    /// <summary>It is the reader's turn in a line.</summary>
    Offer,

    /// <summary>A line is over, and it did not come to the reader.</summary>
    Over,

    Receipt,

    Refunded,

    /// <summary>An order is on its way.</summary>
    Sent,

    /// <summary>A link that confirms that the reader wants to be told of a drop.</summary>
    NotifyConfirm,

    /// <summary>A drop opens soon.</summary>
    Reminder,

    /// <summary>Something of a drop is free again.</summary>
    Back,

    /// <summary>To who runs the shop: something is wrong, is right again, or is sold out.</summary>
    Alert,
}

/// <summary>Each has senders of its own, so that none waits behind another's crowd.</summary>
public enum LetterPriority
{
    /// <summary>Somebody waits for it before a screen.</summary>
    AskedFor = 0,

    /// <summary>It is worth nothing later.</summary>
    Timely = 1,

    /// <summary>It may take its time.</summary>
    Other = 2,
}

public static class LetterKinds
{
    /// <summary>Those that go to customers, in the order of the console: in these a shop can say something of its own.</summary>
    public static readonly IReadOnlyList<LetterKind> ToCustomers =
    [
        LetterKind.Receipt, LetterKind.Sent, LetterKind.Refunded, LetterKind.Reminder, LetterKind.Back, LetterKind.Offer, LetterKind.Over, LetterKind.NotifyConfirm,
        LetterKind.Confirm, LetterKind.Reset, LetterKind.EmailChange, LetterKind.EmailChanged, LetterKind.PasswordChanged,
    ];

    public static LetterPriority PriorityOf(LetterKind kind) => kind switch
    {
        LetterKind.Confirm or LetterKind.Reset or LetterKind.EmailChange or LetterKind.EmailChanged or LetterKind.PasswordChanged or LetterKind.Invitation or LetterKind.NotifyConfirm =>
            LetterPriority.AskedFor,
        LetterKind.Offer or LetterKind.Reminder or LetterKind.Back or LetterKind.Alert => LetterPriority.Timely,
        LetterKind.Over or LetterKind.Receipt or LetterKind.Refunded or LetterKind.Sent => LetterPriority.Other,
    };
}

/// <summary>A letter to be written.</summary>
/// <param name="About">Of one kind, a reader gets one letter about the same thing.</param>
public sealed record NewLetter(LetterKind Kind, string About)
{
    /// <summary>Null: the reader has no account, or is found by the address only when it is sent.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Null: to the account's own address, as it is when the letter is sent.</summary>
    public string? Email { get; init; }

    /// <summary>Null: the account's, else the shop's.</summary>
    public string? Language { get; init; }

    public DropId? Drop { get; init; }

    /// <summary>What it tells of, by its kind; JSON. Never a secret in the clear: a link is made when the letter is sent.</summary>
    public string Data { get; init; } = "{}";
}

/// <summary>A letter that somebody has taken to send.</summary>
/// <param name="Data">What it tells of, by its kind.</param>
/// <param name="Drop">Null: it is about none.</param>
/// <param name="Tries">With this one.</param>
public sealed record Letter(long Id, LetterKind Kind, string About, JsonElement Data, LetterReader Reader, LetterDrop? Drop, int Tries);

/// <param name="Account">Null: there is none, or it is gone.</param>
/// <param name="Address">Null: the account has none.</param>
/// <param name="IsConfirmed">The address is known to be the reader's own.</param>
/// <param name="Language">Null: the shop's.</param>
/// <param name="EmailKey">Of the account.</param>
/// <param name="Stamp">Of the account: it changes with the password.</param>
public sealed record LetterReader(Guid? Account, string? Address, string Name, bool IsConfirmed, string? Language, string? EmailKey, string? Stamp);

/// <param name="VariantLabel">Null: it is about no variant.</param>
/// <param name="StartsAt">Null: it is not known yet.</param>
public sealed record LetterDrop(DropId Id, string Name, string Slug, string? VariantLabel, DateTimeOffset? StartsAt);
