using Npgsql;
using Stampede.Engine;

namespace Stampede.Postgres.Journal;

/// <summary>
/// Hears the one warning that the journal's statements can get: committed here, but the wait for the synchronous standby
/// was cut short. A failover may lose it, and looking here would not tell: nobody must hear that it is done.
/// </summary>
internal sealed class Replication : IDisposable
{
    private readonly NpgsqlConnection connection;
    private string? warning;

    public Replication(NpgsqlConnection connection)
    {
        this.connection = connection;
        connection.Notice += OnNotice;
    }

    /// <summary>To be asked when the commit has been answered.</summary>
    /// <exception cref="CommitUnknownException">Committed on this server alone: a failover would lose it.</exception>
    public void ThrowIfCutShort()
    {
        if (warning is not null)
            throw new CommitUnknownException($"Committed on this server alone: {warning}", inner: null);
    }

    public void Dispose() => connection.Notice -= OnNotice;

    private void OnNotice(object? sender, NpgsqlNoticeEventArgs told)
    {
        if (told.Notice.InvariantSeverity == "WARNING")
            warning = told.Notice.MessageText;
    }
}
