using Stampede.Domain;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Who may reserve, how often, and at what price in work: see <see cref="Reserving"/>. The same on every node.</summary>
internal sealed record ReservationSettings
{
    public int CooldownSeconds { get; init; } = Reserving.CooldownSeconds.Default;

    public int CooldownFreeHolds { get; init; } = Reserving.CooldownFreeHolds.Default;

    public int CooldownWindowSeconds { get; init; } = Reserving.CooldownWindowSeconds.Default;

    public int ProofBits { get; init; } = Reserving.ProofBits.Default;

    public int ProofSeconds { get; init; } = Reserving.ProofSeconds.Default;

    public bool RequireConfirmedAccount { get; init; } = Reserving.RequireConfirmedAccount.Default;

    public bool Signals { get; init; } = Reserving.Signals.Default;

    /// <summary>Null: off.</summary>
    public Cooldown? Cooldown => CooldownSeconds == 0
        ? null
        : new Cooldown(CooldownFreeHolds, TimeSpan.FromSeconds(CooldownSeconds), TimeSpan.FromSeconds(CooldownWindowSeconds));

    public static ReservationSettings Load(SettingReader read) => new()
    {
        CooldownSeconds = read.Number(Reserving.CooldownSeconds),
        CooldownFreeHolds = read.Number(Reserving.CooldownFreeHolds),
        CooldownWindowSeconds = read.Number(Reserving.CooldownWindowSeconds),
        ProofBits = read.Number(Reserving.ProofBits),
        ProofSeconds = read.Number(Reserving.ProofSeconds),
        RequireConfirmedAccount = read.Flag(Reserving.RequireConfirmedAccount),
        Signals = read.Flag(Reserving.Signals),
    };
}
