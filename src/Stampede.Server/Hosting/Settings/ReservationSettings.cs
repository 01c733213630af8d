using Stampede.Domain;

namespace Stampede.Server.Hosting;

/// <summary>Who may reserve, how often, and at what price in work. All but the wait is off by default. The same on every node.</summary>
internal sealed record ReservationSettings
{
    /// <summary>The first wait after too many holds were left unbought: 0 to 3,600; 0: nobody waits. Default: 5.</summary>
    public int CooldownSeconds { get; init; } = 5;

    /// <summary>Holds that may be left unbought within the window without a wait: 0 to 100. Default: 10.</summary>
    public int CooldownFreeHolds { get; init; } = 10;

    /// <summary>For how long an unbought hold counts, and the longest wait: 10 to 86,400. Default: 600.</summary>
    public int CooldownWindowSeconds { get; init; } = 600;

    /// <summary>Work to be proved with each reservation: leading zero bits of a SHA-256, 0 to 28; 0: none. Default: 0.</summary>
    public int ProofBits { get; init; }

    /// <summary>How long a challenge may be answered: 10 to 3,600. Default: 120.</summary>
    public int ProofSeconds { get; init; } = 120;

    /// <summary>Only accounts whose e-mail is confirmed may reserve. Default: false.</summary>
    public bool RequireConfirmedAccount { get; init; }

    /// <summary>Records how customers go about reserving. Default: false.</summary>
    public bool Signals { get; init; }

    /// <summary>Null: off.</summary>
    public Cooldown? Cooldown => CooldownSeconds == 0
        ? null
        : new Cooldown(CooldownFreeHolds, TimeSpan.FromSeconds(CooldownSeconds), TimeSpan.FromSeconds(CooldownWindowSeconds));

    public static ReservationSettings Load(SettingReader read)
    {
        var usual = new ReservationSettings();
        return new ReservationSettings
        {
            CooldownSeconds = read.Number("Stampede:Reservations:CooldownSeconds", usual.CooldownSeconds, 0, 3600),
            CooldownFreeHolds = read.Number("Stampede:Reservations:CooldownFreeHolds", usual.CooldownFreeHolds, 0, 100),
            CooldownWindowSeconds = read.Number("Stampede:Reservations:CooldownWindowSeconds", usual.CooldownWindowSeconds, 10, 86_400),
            ProofBits = read.Number("Stampede:Reservations:ProofBits", usual.ProofBits, 0, 28),
            ProofSeconds = read.Number("Stampede:Reservations:ProofSeconds", usual.ProofSeconds, 10, 3600),
            RequireConfirmedAccount = read.Flag("Stampede:Reservations:RequireConfirmedAccount", usual.RequireConfirmedAccount),
            Signals = read.Flag("Stampede:Reservations:Signals", usual.Signals),
        };
    }
}
